import type { Route } from 'next';
import { queryString } from './query-string';

/** Steps of a restore that have an address below its recovery point. */
export const restoreSteps = ['target', 'name', 'check'] as const;
export type RestoreStep = (typeof restoreSteps)[number];

/** Where one chooses the recovery point of a machine; `point` is chosen already. */
export function restorePointAddress(machine: string, query: { point?: string } = {}): Route {
  return `/machines/${encodeURIComponent(machine)}/restore${queryString(query)}` as Route;
}

/** A later step of the restore of a recovery point. */
export function restoreStepAddress(point: string, step: RestoreStep): Route {
  return `/restore/${encodeURIComponent(point)}/${step}` as Route;
}

/** The restores of a machine, or of the whole tenant. */
export function restoreHistoryAddress(machine?: string): Route {
  return (machine === undefined ? '/activity/restores' : `/machines/${encodeURIComponent(machine)}/restores`) as Route;
}
