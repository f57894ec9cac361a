/** How long something took, in milliseconds, in several runs. */
export type Sample = { readonly what: string; readonly p50: number; readonly p95: number; readonly goes: number };

/** Measures `work` `goes` times, one after the other, after a few runs that do not count. */
export async function sample(what: string, goes: number, work: () => Promise<unknown>): Promise<Sample> {
  const warmUp = Math.min(5, goes);
  const times: number[] = [];
  for (let go = 0; go < warmUp + goes; go += 1) {
    const begunAt = performance.now();
    await work();
    if (go >= warmUp) times.push(performance.now() - begunAt);
  }
  return summary(what, times);
}

/** A sample of these times, each in milliseconds. */
export function summary(what: string, times: readonly number[]): Sample {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { what, p50: at(0.5), p95: at(0.95), goes: sorted.length };
}

export type Ratio = { readonly what: string; readonly of: Sample; readonly to: Sample };

/** The samples and their ratios as text, in columns. */
export function table(samples: readonly Sample[], ratios: readonly Ratio[]): string {
  const rows = [
    ['', 'p50 ms', 'p95 ms', 'goes'],
    ...samples.map(({ what, p50, p95, goes }) => [what, p50.toFixed(1), p95.toFixed(1), String(goes)]),
    ['', '', '', ''],
    ['ratio of the p50', '', '', ''],
    ...ratios.map(({ what, of, to }) => [what, (of.p50 / to.p50).toFixed(2), '', '']),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
