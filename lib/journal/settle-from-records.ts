import 'server-only';
import { db } from '@/lib/db/client';
import { recordChanges } from '@/lib/db/change-feed';
import { lostTrack } from '@/lib/core/failure';
import { withMachine } from './machine-lock';
import { refreshOperation } from './refresh-operation';

/** How far back a settled operation may still learn from its record (a warning, the type really made). */
const recentMs = 10 * 60_000;
/** How far back one whose outcome was not known may still learn it. */
const lostMs = 30 * 24 * 3_600_000;

/** Brings the machine's recent operations up to date after its backups and restore jobs were read again. */
export async function settleFromRecords(machineGuid: string): Promise<void> {
  const now = new Date();
  const operations = await db().operation.findMany({
    where: {
      machineGuid,
      kind: { in: ['BACKUP', 'RESTORE', 'MOUNT'] },
      tasks: { some: {} },
      OR: [
        { finishedAt: null },
        { finishedAt: { gte: new Date(now.getTime() - recentMs) } },
        {
          state: 'FAILED',
          finishedAt: { gte: new Date(now.getTime() - lostMs) },
          failure: { path: ['cause'], equals: lostTrack.cause },
        },
      ],
    },
    select: { id: true },
  });
  if (operations.length === 0) return;
  await withMachine(machineGuid, async (tx) => {
    const changes = [];
    for (const { id } of operations) changes.push(...(await refreshOperation(tx, id, now)));
    await recordChanges(tx, changes);
  });
}
