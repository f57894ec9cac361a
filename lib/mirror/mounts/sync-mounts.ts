import 'server-only';
import * as z from 'zod';
import { recordChanges } from '@/lib/db/change-feed';
import type { Change } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { mirrorTransaction } from '@/lib/mirror/mirror-write';
import { recordingSync } from '@/lib/mirror/sync-record';
import { ifOffered } from '@/lib/storware/capability/availability';
import type { StorwareMountedBackup } from '@/lib/storware/model/mount';
import type { StorwareWhole } from '@/lib/storware/model/result';
import { listMountsUnscoped } from '@/lib/storware/unscoped';

export type MountSync = { count: number; broken: number; changed: number };

type MountRow = Prisma.MirrorMountGetPayload<object>;
/** A mount that surely is a machine's. */
type OwnableMount = StorwareMountedBackup & { backupGuid: string; machineGuid: string };

/**
 * Updates the mirror to the mounts that Storware lists: when each became ready, will end automatically, and ended. One
 * without backup or machine is skipped; so is one that had ended before it was first seen. Where there is no such list
 * nothing changes. Throws AppError `upstream_*`; then nothing is changed.
 */
export function syncMounts(signal?: AbortSignal): Promise<MountSync> {
  return recordingSync('mounts', signal, async (begunAt) => {
    const list = await listOrNone(signal);
    const changed = await mirrorTransaction((tx) => take(tx, list, begunAt));
    return { count: list.items.length, broken: list.broken, changed };
  });
}

async function listOrNone(signal: AbortSignal | undefined): Promise<StorwareWhole<StorwareMountedBackup>> {
  return (await ifOffered(() => listMountsUnscoped({}, { signal }))) ?? { items: [], broken: 0, complete: false };
}

async function take(tx: Tx, list: StorwareWhole<StorwareMountedBackup>, now: Date): Promise<number> {
  const mounts = await ownable(tx, list.items);
  const known = new Map(
    (
      await tx.mirrorMount.findMany({
        where: { OR: [{ endedAt: null }, { guid: { in: mounts.map(({ guid }) => guid) } }] },
      })
    ).map((row) => [row.guid, row]),
  );
  const changes: Change[] = [];
  for (const mount of mounts) {
    const before = known.get(mount.guid) ?? null;
    known.delete(mount.guid);
    if (await write(tx, mount, before, now))
      changes.push({ kind: 'mount', objectId: mount.guid, machineGuid: mount.machineGuid });
  }
  if (list.complete) {
    for (const { guid, machineGuid } of [...known.values()].filter(({ endedAt }) => endedAt === null)) {
      await tx.mirrorMount.update({ where: { guid }, data: { endedAt: now } });
      changes.push({ kind: 'mount', objectId: guid, machineGuid });
    }
  }
  changes.push(
    ...(await linkMounts(
      tx,
      await tx.mirrorMount.findMany({ where: { endedAt: null }, orderBy: { firstSeenAt: 'asc' } }),
    )),
  );
  await announceMounts(tx, changes);
  return changes.length;
}

/** Drops mounts without an owner, and those that contradict the mirrored backup, which decides who owns them. */
async function ownable(tx: Tx, mounts: readonly StorwareMountedBackup[]): Promise<OwnableMount[]> {
  const named = mounts.filter(
    (mount): mount is OwnableMount => mount.backupGuid !== null && mount.machineGuid !== null,
  );
  const backups = await tx.mirrorBackup.findMany({
    where: { guid: { in: named.map(({ backupGuid }) => backupGuid) } },
    select: { guid: true, machineGuid: true },
  });
  const machineOf = new Map(backups.map(({ guid, machineGuid }) => [guid, machineGuid]));
  return named.filter(({ backupGuid, machineGuid }) => (machineOf.get(backupGuid) ?? machineGuid) === machineGuid);
}

async function write(tx: Tx, mount: OwnableMount, before: MountRow | null, now: Date): Promise<boolean> {
  const phase = mountPhaseOf(mount.state, before !== null && before.readyAt !== null && before.endedAt === null);
  if (before === null && isOver(phase)) return false;
  const isMountedAgain = before !== null && before.endedAt !== null && !isOver(phase);
  const readyBefore = isMountedAgain ? null : (before?.readyAt ?? null);
  const row = {
    machineGuid: mount.machineGuid,
    backupGuid: mount.backupGuid,
    backupAt: mount.snapshotAt ?? before?.backupAt ?? null,
    mode: mount.mode ?? before?.mode ?? 'AUTO',
    state: mount.state ?? '',
    fileSystemCount: mount.fileSystemCount,
    readyAt: phase === 'READY' ? (readyBefore ?? now) : readyBefore,
    endedAt: isOver(phase) ? (before?.endedAt ?? now) : null,
  };
  if (before !== null && isSame(before, row)) return false;
  await tx.mirrorMount.upsert({
    where: { guid: mount.guid },
    create: { guid: mount.guid, firstSeenAt: now, ...row },
    update: row,
  });
  return true;
}

function isSame(before: MountRow, row: Omit<MountRow, 'guid' | 'firstSeenAt' | 'endsAt'>): boolean {
  return (Object.keys(row) as (keyof typeof row)[]).every((key) => {
    const [a, b] = [before[key], row[key]];
    return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
  });
}

/** A mount whose preparation takes longer than this is not polled more often than others. */
const longestWaitMs = 6 * 3_600_000;
const recentWorkMs = 60_000;
/** A moment after a mount should have ended automatically, it is polled. */
const endGraceMs = 2_000;

/**
 * Time until the next poll of mounts: `busyMs` while one is being created or ended, `idleMs` at most, and when one is
 * due to end.
 */
export async function nextMountPoll(
  { busyMs, idleMs }: { busyMs: number; idleMs: number },
  now: Date = new Date(),
): Promise<number> {
  const [operations, open] = await Promise.all([
    db().operation.count({ where: { kind: { in: ['MOUNT', 'UNMOUNT'] }, finishedAt: null } }),
    db().mirrorMount.findMany({
      where: { endedAt: null },
      select: { state: true, readyAt: true, endsAt: true, firstSeenAt: true },
    }),
  ]);
  const isMoving = open.some(
    ({ state, readyAt, firstSeenAt }) =>
      mountPhaseOf(state, readyAt !== null) !== 'READY' && now.getTime() - firstSeenAt.getTime() < longestWaitMs,
  );
  if (operations > 0 || isMoving) return busyMs;
  const dues = open
    .flatMap(({ endsAt }) => (endsAt === null ? [] : [endsAt.getTime() + endGraceMs - now.getTime()]))
    .filter((ms) => ms > 0);
  return Math.max(busyMs, Math.min(idleMs, ...dues));
}

/** Whether mounting or unmounting is running or has just ended, whoever began it: the list of mounts changes then. */
export async function isMountWorkRecent(now: Date = new Date()): Promise<boolean> {
  const since = new Date(now.getTime() - recentWorkMs);
  const count = await db().operation.count({
    where: { kind: { in: ['MOUNT', 'UNMOUNT'] }, OR: [{ finishedAt: null }, { finishedAt: { gte: since } }] },
  });
  return count > 0;
}

export type MountPhase = 'PREPARING' | 'READY' | 'ENDING' | 'ENDED' | 'FAILED' | 'UNKNOWN';

/**
 * The meaning of Storware's state of a mount. Only RUNNING is documented (STORWARE_API.md 6): the others are read by
 * their stems. An intermediate state leads to being ready, or to the end. An unknown state, or none, is neither ready
 * nor ended.
 */
export function mountPhaseOf(state: string | null, wasReady: boolean): MountPhase {
  const word = state?.toUpperCase() ?? '';
  if (word === 'RUNNING' || word === 'MOUNTED') return 'READY';
  if (/FAIL|ERROR/.test(word)) return 'FAILED';
  if (/(?:UNMOUNT|END|STOPP|CLOS)ING/.test(word)) return 'ENDING';
  if (/UNMOUNTED|ENDED|STOPPED|CLOSED|FINISH|CANCEL|REMOVED|EXPIRED/.test(word)) return 'ENDED';
  if (/QUEUED|PREPARING|MOUNTING/.test(word)) return wasReady ? 'ENDING' : 'PREPARING';
  return 'UNKNOWN';
}

/** True when the mount is over, successful or not. */
export function isOver(phase: MountPhase): boolean {
  return phase === 'ENDED' || phase === 'FAILED';
}

type OperationRow = Prisma.OperationGetPayload<object>;

/** Work that was requested longer ago than this did not create a mount that appears only now. */
const longestPreparationMs = 48 * 3_600_000;
/** External work has times of Storware's clock. */
const clockToleranceMs = 60_000;

const Ordered = z.object({ durationMs: z.number().positive() }).nullable().catch(null);

/**
 * Assigns open mounts to the operations that created or ended them, and computes their end: the ordered duration,
 * counted from when it became ready or was last extended. Returns the changes for the feed.
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

/** Writes changes into the feed, each object once. Nothing may follow it in the transaction. */
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

/** Requested operations before merely observed ones, the older first. */
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
    const requestedAt = operation.requestedAt.getTime();
    const fits =
      operation.kind === 'MOUNT' &&
      operation.backupGuid === mount.backupGuid &&
      operation.machineGuid === mount.machineGuid;
    return (
      fits &&
      (operation.mode === null || operation.mode === mount.mode) &&
      requestedAt <= seenAt + clockToleranceMs &&
      requestedAt >= seenAt - longestPreparationMs
    );
  });
  return index < 0 ? null : (free.splice(index, 1)[0] ?? null);
}

/** An external unmount names only the recovery point: unambiguous as long as that is mounted once. */
function takeEnder(free: OperationRow[], mount: MountRow, mounts: readonly MountRow[]): OperationRow | null {
  if (mounts.some((other) => other.guid !== mount.guid && other.backupGuid === mount.backupGuid)) return null;
  const index = free.findIndex(
    ({ kind, finishedAt, backupGuid, machineGuid }) =>
      kind === 'UNMOUNT' && finishedAt === null && backupGuid === mount.backupGuid && machineGuid === mount.machineGuid,
  );
  return index < 0 ? null : (free.splice(index, 1)[0] ?? null);
}

/**
 * When a mount ends automatically: the newest order that has taken effect decides. `operations` are all of its own, the
 * oldest first. Null when it was not ordered through the portal, or is not ready yet.
 */
export function endOf(mount: MountRow, operations: readonly OperationRow[]): Date | null {
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
