import 'server-only';
import type { Change } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { StorwareMountedBackup } from '@/lib/storware/model/mounted-backup';
import type { StorwareWhole } from '@/lib/storware/model/listing';
import { ifOffered } from '@/lib/storware/capability/unavailable';
import { listMountsUnscoped } from '@/lib/storware/unscoped';
import { announceMounts, linkMounts } from './link-mounts';
import { mirrorTransaction } from './mirror-transaction';
import { isOver, mountPhaseOf } from './mount-phase';
import { recordingSync } from './sync-record';

export type MountSync = { count: number; broken: number; changed: number };

type MountRow = Prisma.MirrorMountGetPayload<object>;
/** A mount that surely is a machine's. */
type OwnableMount = StorwareMountedBackup & { backupGuid: string; machineGuid: string };

/**
 * Brings the mirror's mounts up to what Storware lists now: when each became ready, is going to end by itself, and
 * ended. One without backup or machine is nobody's and skipped; so is one that was over before anyone here saw it.
 * Where there is no such list what is known stays. Throws AppError `upstream_*`; then everything stays as it was.
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

/** Drops what is nobody's, and what contradicts the mirrored backup: a mount is owned through that. */
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

/** A mount whose preparation takes longer than this is not waited for any more often than others. */
const longestWaitMs = 6 * 3_600_000;
const recentWorkMs = 60_000;
/** A moment after a mount should have ended by itself, it is worth a look. */
const endGraceMs = 2_000;

/** How long until the next look at mounts is due: `busyMs` while one is being made or ended, `idleMs` at most, and when one is due to end. */
export async function nextMountLook(
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

/** Whether mounting or unmounting, whoever began it, is under way or has just ended: the list of mounts reads differently then. */
export async function isMountWorkRecent(now: Date = new Date()): Promise<boolean> {
  const since = new Date(now.getTime() - recentWorkMs);
  const count = await db().operation.count({
    where: { kind: { in: ['MOUNT', 'UNMOUNT'] }, OR: [{ finishedAt: null }, { finishedAt: { gte: since } }] },
  });
  return count > 0;
}
