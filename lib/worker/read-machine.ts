import 'server-only';
import { attempts } from '@/lib/core/apart';
import { linkRestoreJobs } from '@/lib/journal/link-restore-jobs';
import { settleFromRecords } from '@/lib/journal/settle-from-records';
import { syncMachine } from '@/lib/mirror/sync-machine';
import { syncRestoreJobsOfMachine } from '@/lib/mirror/sync-restore-jobs';
import type { BackupReads } from './backup-reads';

/**
 * Everything of one machine. Its backups and restore jobs come last, and the operations that wait for their verdict after them. A
 * part that can't be read does not keep the others from being read.
 */
export async function readMachine(guid: string, readBackups: BackupReads, signal: AbortSignal): Promise<void> {
  const { attempt, finish } = attempts(signal);
  await attempt(() => syncMachine(guid, signal));
  await attempt(() => readBackups(guid, signal));
  await attempt(() => syncRestoreJobsOfMachine(guid, signal));
  await attempt(() => linkRestoreJobs(guid, signal));
  await attempt(() => settleFromRecords(guid));
  finish();
}
