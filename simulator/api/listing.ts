import type { Call } from './call';

type Sortable = string | number | boolean | null | undefined;

/** How a list can be searched and sorted: `text` is what `filter` looks into, `name` what `nameLike` looks into, `columns` the quick or renamed ones. */
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

/** A field of a record by its path, as the columns of the vendor's tables name it; of a reference or an enum its name, of a list its length. */
function fieldAt(record: unknown, path: string): Sortable {
  const value = path
    .split('.')
    .reduce<unknown>((inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), record);
  const shown = isRecord(value)
    ? (value['name'] ?? value['host'] ?? value['url'])
    : Array.isArray(value)
      ? value.length
      : value;
  return typeof shown === 'string' || typeof shown === 'number' || typeof shown === 'boolean' ? shown : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Applies filter, nameLike, orderBy and direction of section 2.4. Every field of the record is a column; an unknown
 * column does not sort.
 */
export function searchAndSort<T>(
  call: Call,
  items: readonly T[],
  shape: ListShape<T>,
  serialise: (item: T) => unknown,
): readonly T[] {
  const { query } = call;
  const filter = query.text('filter')?.toLowerCase();
  const nameLike = query.text('nameLike')?.toLowerCase();
  let result = items;
  if (filter !== undefined)
    result = result.filter((item) => shape.text(item).some((text) => text?.toLowerCase().includes(filter) === true));
  if (nameLike !== undefined) result = result.filter((item) => shape.name(item).toLowerCase().includes(nameLike));
  const orderBy = query.text('orderBy');
  if (orderBy === undefined) return result;
  const column = Object.hasOwn(shape.columns, orderBy) ? shape.columns[orderBy] : undefined;
  const keyed = result.map((item) => ({
    item,
    key: column === undefined ? fieldAt(serialise(item), orderBy) : column(item),
  }));
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
export function answerList<T>(
  call: Call,
  items: readonly T[],
  shape: ListShape<T>,
  serialise: (item: T) => unknown,
): Response {
  return answerPage(call, searchAndSort(call, items, shape, serialise), serialise);
}

interface Plain {
  guid?: string;
  uuid?: string;
  name?: string;
}

const PLAIN: ListShape<Plain> = {
  text: ({ name, guid, uuid }) => [name, guid, uuid],
  name: ({ name }) => name ?? '',
  columns: {},
};

/** A list of objects that can be searched only by name and ids. */
export function answerPlainList<T>(call: Call, items: readonly T[], serialise: (item: T) => unknown): Response {
  return answerList<T>(call, items, PLAIN as ListShape<T>, serialise);
}
