declare const brand: unique symbol;

/** Proof that someone entitled to act on this policy has been checked. Calls that change it take only this, never a bare guid. */
export type AuthorizedPolicy = { readonly guid: string; readonly [brand]: true };

/** Makes the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for what was authorised before) may import this. */
export function mintAuthorizedPolicy(guid: string): AuthorizedPolicy {
  return Object.freeze({ guid }) as AuthorizedPolicy;
}
