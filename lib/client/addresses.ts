import type { Route } from 'next';
import { queryString } from './query-string';

/** Page of one machine; `point` opens a recovery point of it, `tab` shows its planned backups, `backup` asks for one at once. */
export function machineAddress(guid: string, query: { point?: string; tab?: 'planned'; backup?: 'now' } = {}): Route {
  return `/machines/${encodeURIComponent(guid)}${queryString(query)}` as Route;
}

/** The list of machines, filtered. */
export function machineListAddress(filters: Readonly<Record<string, string | readonly string[]>>): Route {
  return `/machines${queryString(filters)}` as Route;
}

/** The list of operations, filtered. */
export function activityAddress(filters: Readonly<Record<string, string | readonly string[]>>): Route {
  return `/activity${queryString(filters)}` as Route;
}

/** Details of one operation, over the list of all. */
export function operationAddress(id: string): Route {
  return activityAddress({ operation: id });
}
