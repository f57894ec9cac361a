import 'server-only';
import { causeOfBackup } from '@/lib/core/failure';
import { expectRuns, loadLedgerSchedules } from '@/lib/mirror/expected-runs/expect-runs';
import { evaluateRuns, noteSilence } from '@/lib/mirror/expected-runs/evaluate-runs';
import { asOf } from '@/lib/mirror/sync-record';
import { reevaluateProtectionOf } from '@/lib/mirror/machines/evaluate-protection';

export type LedgerRound = { readonly expected: number; readonly changed: number };

/**
 * Updates the expected-run history to `now`: enters due runs, evaluates them, and updates the protection of the
 * machines concerned. Calls Storware for nothing. For the leader only: two at once would only do the same twice.
 */
export async function keepLedger(now: Date = new Date(), looksBack = true): Promise<LedgerRound> {
  await noteSilence();
  const schedules = await loadLedgerSchedules();
  const expected = await expectRuns(schedules, now, looksBack);
  const machines = await evaluateRuns(schedules, now, causeOfBackup);
  await reevaluateProtectionOf(machines);
  return { expected, changed: machines.length };
}

const everyMs = 60_000;
const soonMs = 10_000;
/** Reading the backups of ten thousand machines takes a second or two. */
const lookBackEveryMs = 10 * 60_000;

/**
 * The worker's rounds; each returns the time until the next, in milliseconds. Before any backup is known there is
 * nothing to compare with.
 */
export function createLedgerRounds(): () => Promise<number> {
  let lookedBackAt = -Infinity;
  return async () => {
    if ((await asOf('backups')) === null) return soonMs;
    const begunAt = Date.now();
    const looksBack = begunAt - lookedBackAt >= lookBackEveryMs;
    await keepLedger(new Date(begunAt), looksBack);
    if (looksBack) lookedBackAt = begunAt;
    return everyMs;
  };
}
