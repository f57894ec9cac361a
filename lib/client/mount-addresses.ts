import type { Route } from 'next';
import { queryString } from './query-string';

/** The list of mounts; `operation` shows a mount that is being prepared on top until it can be opened. */
export function mountListAddress(query: { operation?: string } = {}): Route {
  return `/mounts${queryString(query)}` as Route;
}

/** Page of one mount: its files, or its targets. */
export function mountAddress(guid: string): Route {
  return `/mounts/${encodeURIComponent(guid)}` as Route;
}

/** Where a recovery point is mounted. */
export function newMountAddress(point: string): Route {
  return `/mounts/new${queryString({ point })}` as Route;
}
