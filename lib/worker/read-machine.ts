import 'server-only';
import { attempts } from '@/lib/core/apart';
import { db } from '@/lib/db/client';
import { linkRestoreJobs } from '@/lib/journal/operations/observe-tasks';
import { resolveFromRecords } from '@/lib/journal/operations/resolve-unknown';
import { syncBackupsOfMachine } from '@/lib/mirror/backups/sync-backups';
import { syncRestoreJobsOfMachine } from '@/lib/mirror/backups/sync-restore-jobs';
import { syncMachine } from '@/lib/mirror/machines/sync-machines';

/**
 * Reads everything of one machine. Its backups and restore jobs come last, and the operations that wait for their
 * result after them. An unreadable part does not stop the others.
 */
export async function readMachine(guid: string, readBackups: BackupReads, signal: AbortSignal): Promise<void> {
  const { attempt, finish } = attempts(signal);
  await attempt(() => syncMachine(guid, signal));
  await attempt(() => readBackups(guid, signal));
  await attempt(() => syncRestoreJobsOfMachine(guid, signal));
  await attempt(() => linkRestoreJobs(guid, signal));
  await attempt(() => resolveFromRecords(guid));
  finish();
}

/** A history as long as this is read completely only now and then. */
const longHistory = 500;
/**
 * The pause between complete reads for each backup in it, an hour at most, so that they take a small part of the time.
 */
const gapMsForEach = 60;
const longestGapMs = 3_600_000;
/** Which time of a backup the server's filter means is not documented (STORWARE_API.md 4.1): a margin around it. */
const marginMs = 2 * 86_400_000;
const maxRemembered = 10_000;

type BackupReads = (machineGuid: string, signal: AbortSignal) => Promise<void>;

/**
 * Reads the backups of a machine: a long history completely now and then, and in between what is new. Changes of old
 * backups show with the next complete read, or the slow round over all. A server that ignores the filter is not read in
 * parts again until a complete read is due.
 */
export function createBackupReads(now: () => number = Date.now): BackupReads {
  const wholeUntil = new Map<string, number>();
  const ignored = new Set<string>();
  return async (machineGuid, signal) => {
    const [count, newest] = await Promise.all([
      db().mirrorBackup.count({ where: { machineGuid } }),
      db().mirrorBackup.findFirst({
        where: { machineGuid },
        orderBy: { startedAt: 'desc' },
        select: { startedAt: true },
      }),
    ]);
    const begunAt = now();
    if (count < longHistory || !newest || (wholeUntil.get(machineGuid) ?? 0) <= begunAt) {
      const { count: read } = await syncBackupsOfMachine(machineGuid, signal);
      wholeUntil.delete(machineGuid);
      ignored.delete(machineGuid);
      if (read >= longHistory) wholeUntil.set(machineGuid, begunAt + Math.min(longestGapMs, read * gapMsForEach));
      for (const oldest of wholeUntil.keys()) {
        if (wholeUntil.size <= maxRemembered) break;
        wholeUntil.delete(oldest);
      }
      return;
    }
    if (ignored.has(machineGuid)) return;
    const { count: read } = await syncBackupsOfMachine(
      machineGuid,
      signal,
      new Date(newest.startedAt.getTime() - marginMs),
    );
    if (read > count / 2) ignored.add(machineGuid);
  };
}
