import 'server-only';
import { listBackupsUnscoped } from '@/lib/storware/unscoped';
import { announcingMachines } from './announcing-machines';
import { backupRow, markGone, writeBackupRows } from './backup-row';
import { inChunks } from './in-chunks';
import { chunkSize, mirrorTransaction } from './mirror-transaction';
import { loadOutlookOfMachine } from './policy-outlook';
import { settleMachines } from './settle-machines';

/**
 * Reads the backups of one machine and brings the mirror up to them: rows that a whole list no longer names are
 * history from then on, the machine's own columns follow. With `from` only those since then are asked for, and none is found to be gone. Does
 * nothing for a machine that is not mirrored. Throws AppError `upstream_*`.
 */
export async function syncBackupsOfMachine(
  machineGuid: string,
  signal?: AbortSignal,
  from?: Date,
): Promise<{ count: number; written: number; gone: number }> {
  const begunAt = new Date();
  const list = await listBackupsUnscoped({ machineGuid, ...(from && { from }) }, { signal });
  const rows = list.items.map((backup) => backupRow({ ...backup, machineGuid }));
  const result = { count: rows.length, written: 0, gone: 0 };
  await mirrorTransaction((tx) =>
    announcingMachines(tx, [machineGuid], async (alsoChanged) => {
      if ((await tx.mirrorMachine.count({ where: { guid: machineGuid } })) === 0) return;
      const stored = await tx.mirrorBackup.findMany({
        where: { machineGuid },
        select: { guid: true, contentHash: true, goneAt: true },
      });
      const hashes = new Map(stored.map(({ guid, contentHash }) => [guid, contentHash]));
      const changed = rows.filter((row) => hashes.get(row.guid) !== row.contentHash);
      for (const some of inChunks(changed, chunkSize)) await writeBackupRows(tx, some, begunAt);
      const named = new Set(rows.map(({ guid }) => guid));
      const gone =
        list.complete && from === undefined
          ? stored.filter(({ guid, goneAt }) => goneAt === null && !named.has(guid)).map(({ guid }) => guid)
          : [];
      for (const guids of inChunks(gone, chunkSize)) await markGone(tx, guids, begunAt);
      const outlooks = await loadOutlookOfMachine(tx, machineGuid, begunAt);
      await settleMachines(tx, [machineGuid], { outlooks, now: begunAt, backupsAt: begunAt });
      result.written = changed.length;
      result.gone = gone.length;
      if (changed.length + gone.length > 0) alsoChanged.add(machineGuid);
    }),
  );
  return result;
}
