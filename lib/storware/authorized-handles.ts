declare const brand: unique symbol;

/** Proof that the caller may act on this machine. Functions that act take only this, never a bare guid. */
export type AuthorizedMachine = { readonly guid: string; readonly [brand]: true };

/**
 * Creates the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for work authorised earlier) may
 * import this; lint enforces it.
 */
export function mintAuthorizedMachine(guid: string): AuthorizedMachine {
  return Object.freeze({ guid }) as AuthorizedMachine;
}

declare const authorizedPolicyBrand: unique symbol;

/** Proof that the caller may act on this policy. Functions that change it take only this, never a bare guid. */
export type AuthorizedPolicy = { readonly guid: string; readonly [authorizedPolicyBrand]: true };

/**
 * Creates the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for work authorised earlier) may
 * import this.
 */
export function mintAuthorizedPolicy(guid: string): AuthorizedPolicy {
  return Object.freeze({ guid }) as AuthorizedPolicy;
}

declare const authorizedScheduleBrand: unique symbol;

/** Proof that the caller may act on this schedule. Functions that change it take only this, never a bare guid. */
export type AuthorizedSchedule = { readonly guid: string; readonly [authorizedScheduleBrand]: true };

/**
 * Creates the proof. Only `lib/portal/scope` (after its check) and `lib/journal` (for work authorised earlier) may
 * import this.
 */
export function mintAuthorizedSchedule(guid: string): AuthorizedSchedule {
  return Object.freeze({ guid }) as AuthorizedSchedule;
}
