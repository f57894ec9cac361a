/** A list as it was understood: `broken` elements were dropped, counted and logged. */
export type StorwareList<T> = { items: T[]; broken: number };

/**
 * A whole list gathered over pages. When `complete` is false the list changed while it was read (or
 * elements were broken): nothing may be concluded from what is absent.
 */
export type StorwareWhole<T> = StorwareList<T> & { complete: boolean };

/** One page of a whole list; an element that came on an earlier page too is not repeated. */
export type StorwarePage<T> = StorwareList<T> & {
  /** From 0. */
  page: number;
  /** What the server claims for all pages together; what has come so far when it claims nothing. */
  total: number;
  isLast: boolean;
  /** On the last page: whether the list held still and was understood whole. Else nothing may be concluded from what is absent. */
  complete: boolean;
};
