/** A list as it was understood: `broken` elements were dropped, counted and logged. */
export type StorwareList<T> = { items: T[]; broken: number };

/**
 * A whole list gathered over pages. When `complete` is false the list changed while it was read (or
 * elements were broken): nothing may be concluded from what is absent.
 */
export type StorwareWhole<T> = StorwareList<T> & { complete: boolean };

/** One page; `total` is what the server claims for all pages together. */
export type StorwarePage<T> = StorwareList<T> & { page: number; total: number };
