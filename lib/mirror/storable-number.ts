const int4 = 2_147_483_647;

/** A number for a bigint column: whole (servers send fractions of milliseconds), and none when it is out of all reason. */
export function wholeNumber(value: number | null | undefined, limit: number = Number.MAX_SAFE_INTEGER): number | null {
  return value == null || !Number.isFinite(value) || Math.abs(value) > limit ? null : Math.round(value);
}

/** The same for an integer column. */
export function wholeInt(value: number | null | undefined): number | null {
  return wholeNumber(value, int4);
}
