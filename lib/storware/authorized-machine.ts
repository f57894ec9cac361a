declare const brand: unique symbol;

/** Proof that someone entitled to act on this machine has been checked. Calls that act take only this, never a bare guid. */
export type AuthorizedMachine = { readonly guid: string; readonly [brand]: true };

/** Makes the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for what was authorised before) may import this; lint sees to it. */
export function mintAuthorizedMachine(guid: string): AuthorizedMachine {
  return Object.freeze({ guid }) as AuthorizedMachine;
}
