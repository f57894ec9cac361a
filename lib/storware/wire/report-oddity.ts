import type { Logger } from 'pino';

const quietMs = 10 * 60_000;
const lastReports = new WeakMap<Logger, Map<string, number>>();

/** Logs by schema path what was not understood: once in ten minutes for the same oddity, since lists are read every few seconds. */
export function reportOddity(
  log: Logger,
  level: 'warn' | 'error',
  kind: string,
  paths: readonly string[],
  broken?: number,
): void {
  const reports = lastReports.get(log) ?? new Map<string, number>();
  lastReports.set(log, reports);
  const key = `${level} ${kind} ${[...paths].sort().join(',')}`;
  const now = Date.now();
  if (now - (reports.get(key) ?? -Infinity) < quietMs) return;
  reports.set(key, now);
  const text =
    level === 'error'
      ? 'storware list has elements that nobody understands'
      : 'storware sends fields in an unknown form';
  log[level]({ kind, paths, ...(broken !== undefined && { broken }) }, text);
}
