import 'server-only';
import { causeOfBackup } from '@/lib/core/failure';
import { expectRuns, loadLedgerSchedules } from '@/lib/mirror/expected-runs/expect-runs';
import { evaluateRuns, recordOutageWindow } from '@/lib/mirror/expected-runs/evaluate-runs';
import { asOf } from '@/lib/mirror/sync-record';
import { reevaluateProtectionOf } from '@/lib/mirror/machines/evaluate-protection';

export type LedgerRound = { readonly expected: number; readonly changed: number };

/**
 * Updates the expected-run history to `now`: enters due runs, evaluates them, and updates the protection of the
 * machines concerned. Calls Storware for nothing. For the leader only: two at once would only do the same twice.
 */
export async function keepLedger(now: Date = new Date(), withLookback = true): Promise<LedgerRound> {
  await recordOutageWindow();
  const schedules = await loadLedgerSchedules();
  const expected = await expectRuns(schedules, now, withLookback);
  const machines = await evaluateRuns(schedules, now, causeOfBackup);
  await reevaluateProtectionOf(machines);
  return { expected, changed: machines.length };
}

const everyMs = 60_000;
const soonMs = 10_000;
/** Reading the backups of ten thousand machines takes a second or two. */
const lookbackPauseMs = 10 * 60_000;

/**
 * The worker's rounds; each returns the time until the next, in milliseconds. Before any backup is known there is
 * nothing to compare with.
 */
export function createLedgerRounds(): () => Promise<number> {
  let lookbackAt = -Infinity;
  return async () => {
    if ((await asOf('backups')) === null) return soonMs;
    const begunAt = Date.now();
    const withLookback = begunAt - lookbackAt >= lookbackPauseMs;
    await keepLedger(new Date(begunAt), withLookback);
    if (withLookback) lookbackAt = begunAt;
    return everyMs;
  };
}
