import 'server-only';
import * as z from 'zod';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';

type MountRow = Prisma.MirrorMountGetPayload<object>;
type OperationRow = Prisma.OperationGetPayload<object>;

/** Work that was asked for longer ago than this did not make a mount that shows only now. */
const longestPreparationMs = 48 * 3_600_000;
/** Other clients' work is dated by Storware's clock. */
const clockSlackMs = 60_000;

const Ordered = z.object({ durationMs: z.number().positive() }).nullable().catch(null);

/**
 * Gives mounts that are not over to the operations that made or end them, and works out when each will end by itself:
 * what was ordered, counted from when it became ready or was last extended. Answers what changed, for the feed.
 */
export async function linkMounts(tx: Tx, mounts: readonly MountRow[]): Promise<Change[]> {
  const changes: Change[] = [];
  const linked = await operationsOf(tx, mounts);
  const free = await unlinkedOperations(tx, mounts);
  for (const mount of mounts) {
    const own = linked.get(mount.guid) ?? [];
    const maker = own.some(({ kind }) => kind === 'MOUNT') ? null : takeMaker(free, mount);
    const ender = takeEnder(free, mount, mounts);
    for (const operation of [maker, ender].filter((one) => one !== null)) {
      const { count } = await tx.operation.updateMany({
        where: { id: operation.id, mountGuid: null },
        data: { mountGuid: mount.guid, version: { increment: 1 } },
      });
      if (count === 0) continue;
      own.push(operation);
      changes.push({ kind: 'operation', objectId: operation.id, machineGuid: mount.machineGuid });
    }
    const endsAt = endOf(mount, own);
    if (endsAt?.getTime() === mount.endsAt?.getTime()) continue;
    await tx.mirrorMount.updateMany({ where: { guid: mount.guid }, data: { endsAt } });
    changes.push({ kind: 'mount', objectId: mount.guid, machineGuid: mount.machineGuid });
  }
  return changes;
}

/** Puts changes into the feed, each object once. Nothing may follow it in the transaction. */
export async function announceMounts(tx: Tx, changes: readonly Change[]): Promise<void> {
  await recordChanges(tx, [
    ...new Map(changes.map((change) => [`${change.kind}/${change.objectId}`, change])).values(),
  ]);
}

async function operationsOf(tx: Tx, mounts: readonly MountRow[]): Promise<Map<string, OperationRow[]>> {
  const rows = await tx.operation.findMany({
    where: { mountGuid: { in: mounts.map(({ guid }) => guid) } },
    orderBy: { requestedAt: 'asc' },
  });
  const byMount = new Map<string, OperationRow[]>();
  for (const row of rows)
    if (row.mountGuid !== null) byMount.set(row.mountGuid, [...(byMount.get(row.mountGuid) ?? []), row]);
  return byMount;
}

/** What tenants asked for before what was merely seen, the older first. */
async function unlinkedOperations(tx: Tx, mounts: readonly MountRow[]): Promise<OperationRow[]> {
  const rows = await tx.operation.findMany({
    where: {
      kind: { in: ['MOUNT', 'UNMOUNT'] },
      mountGuid: null,
      backupGuid: { in: mounts.map(({ backupGuid }) => backupGuid) },
      machineGuid: { in: mounts.map(({ machineGuid }) => machineGuid) },
      state: { notIn: ['NOT_STARTED', 'FAILED'] },
    },
    orderBy: { requestedAt: 'asc' },
  });
  return rows.sort((a, b) => Number(a.submission === 'OBSERVED') - Number(b.submission === 'OBSERVED'));
}

function takeMaker(free: OperationRow[], mount: MountRow): OperationRow | null {
  const seenAt = mount.firstSeenAt.getTime();
  const index = free.findIndex((operation) => {
    const askedAt = operation.requestedAt.getTime();
    const fits =
      operation.kind === 'MOUNT' &&
      operation.backupGuid === mount.backupGuid &&
      operation.machineGuid === mount.machineGuid;
    return (
      fits &&
      (operation.mode === null || operation.mode === mount.mode) &&
      askedAt <= seenAt + clockSlackMs &&
      askedAt >= seenAt - longestPreparationMs
    );
  });
  return index < 0 ? null : (free.splice(index, 1)[0] ?? null);
}

/** The end that Storware or somebody else began names only the recovery point: clear as long as that is mounted once. */
function takeEnder(free: OperationRow[], mount: MountRow, mounts: readonly MountRow[]): OperationRow | null {
  if (mounts.some((other) => other.guid !== mount.guid && other.backupGuid === mount.backupGuid)) return null;
  const index = free.findIndex(
    ({ kind, finishedAt, backupGuid, machineGuid }) =>
      kind === 'UNMOUNT' && finishedAt === null && backupGuid === mount.backupGuid && machineGuid === mount.machineGuid,
  );
  return index < 0 ? null : (free.splice(index, 1)[0] ?? null);
}

/** The newest order that has taken effect decides; null when nobody of ours ordered, or it is not ready yet. */
function endOf(mount: MountRow, operations: readonly OperationRow[]): Date | null {
  if (mount.readyAt === null) return null;
  const orders = operations.filter(({ kind }) => kind === 'MOUNT');
  let endsAt: Date | null = null;
  for (const [index, { state, finishedAt, request }] of orders.entries()) {
    const isDone = state === 'SUCCEEDED' || state === 'WARNING';
    const from = isDone ? finishedAt : index === 0 ? mount.readyAt : null;
    const durationMs = Ordered.parse(request)?.durationMs ?? null;
    if (from !== null) endsAt = durationMs === null ? null : new Date(from.getTime() + durationMs);
  }
  return endsAt;
}
