declare const brand: unique symbol;

/** Proof that someone entitled to act on this schedule has been checked. Calls that change it take only this, never a bare guid. */
export type AuthorizedSchedule = { readonly guid: string; readonly [brand]: true };

/** Makes the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for what was authorised before) may import this. */
export function mintAuthorizedSchedule(guid: string): AuthorizedSchedule {
  return Object.freeze({ guid }) as AuthorizedSchedule;
}
