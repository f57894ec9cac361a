import type { Call } from './call';

type Sortable = string | number | boolean | null | undefined;

/** How a list can be searched and sorted: `text` is what `filter` looks into, `name` what `nameLike` looks into. */
export interface ListShape<T> {
  text: (item: T) => (string | null | undefined)[];
  name: (item: T) => string;
  columns: Readonly<Record<string, (item: T) => Sortable>>;
}

function compare(a: Sortable, b: Sortable): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === 'string' && typeof b === 'string') {
    const [left, right] = [a.toLowerCase(), b.toLowerCase()];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Applies filter, nameLike, orderBy and direction of section 2.4; unknown columns do not sort. */
export function searchAndSort<T>(call: Call, items: readonly T[], shape: ListShape<T>): readonly T[] {
  const { query } = call;
  const filter = query.text('filter')?.toLowerCase();
  const nameLike = query.text('nameLike')?.toLowerCase();
  let result = items;
  if (filter !== undefined) result = result.filter((item) => shape.text(item).some((text) => text?.toLowerCase().includes(filter) === true));
  if (nameLike !== undefined) result = result.filter((item) => shape.name(item).toLowerCase().includes(nameLike));
  const column = shape.columns[query.text('orderBy') ?? ''];
  if (column === undefined) return result;
  const keyed = result.map((item) => ({ item, key: column(item) }));
  const sign = query.text('direction')?.toLowerCase() === 'desc' ? -1 : 1;
  return keyed.sort((a, b) => sign * compare(a.key, b.key)).map(({ item }) => item);
}

/** One page as JSON array, with X-Total-Count if page and size were sent (13.49); only the page is serialised. */
export function answerPage<T>(call: Call, items: readonly T[], serialise: (item: T) => unknown): Response {
  const { query, sim, context } = call;
  const page = query.number('page');
  const size = query.number('size');
  if (page === undefined || size === undefined || !sim.behaviour.paging) return context.json(items.map(serialise));
  if (page < 0 || size < 1) return context.json([]);
  if (sim.behaviour.totalCountHeader) context.header('X-Total-Count', String(items.length));
  return context.json(items.slice(page * size, (page + 1) * size).map(serialise));
}

/** Search, sort and page in one. */
export function answerList<T>(call: Call, items: readonly T[], shape: ListShape<T>, serialise: (item: T) => unknown): Response {
  return answerPage(call, searchAndSort(call, items, shape), serialise);
}
