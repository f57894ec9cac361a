/** `items` in pieces of at most `size`, so that no statement grows with the installation. */
export function* inChunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
