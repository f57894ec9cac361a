declare const brand: unique symbol;

/** Proof that someone entitled to act on this machine has been checked. Calls that act take only this, never a bare guid. */
export type AuthorizedMachine = { readonly guid: string; readonly [brand]: true };

/** Makes the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for what was authorised before) may import this; lint sees to it. */
export function mintAuthorizedMachine(guid: string): AuthorizedMachine {
  return Object.freeze({ guid }) as AuthorizedMachine;
}

declare const authorizedPolicyBrand: unique symbol;

/** Proof that someone entitled to act on this policy has been checked. Calls that change it take only this, never a bare guid. */
export type AuthorizedPolicy = { readonly guid: string; readonly [authorizedPolicyBrand]: true };

/** Makes the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for what was authorised before) may import this. */
export function mintAuthorizedPolicy(guid: string): AuthorizedPolicy {
  return Object.freeze({ guid }) as AuthorizedPolicy;
}

declare const authorizedScheduleBrand: unique symbol;

/** Proof that someone entitled to act on this schedule has been checked. Calls that change it take only this, never a bare guid. */
export type AuthorizedSchedule = { readonly guid: string; readonly [authorizedScheduleBrand]: true };

/** Makes the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for what was authorised before) may import this. */
export function mintAuthorizedSchedule(guid: string): AuthorizedSchedule {
  return Object.freeze({ guid }) as AuthorizedSchedule;
}
