import 'server-only';
import type { Mount, MountMode, MountState } from '@/lib/contracts/mount';
import { mountModes } from '@/lib/contracts/mount';
import type { Failure } from '@/lib/contracts/operation';
import { storedFailure } from '@/lib/core/failure';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { mountPhaseOf } from '@/lib/mirror/mount-phase';
import type { MountRow } from '@/lib/portal/scope/owned-mount';

type OperationRow = Prisma.OperationGetPayload<object>;

/** Beyond this a person should not be left to wait without a word. */
const unusualMs = 15 * 60_000;

/** Mounts as the tenant `tenantId` may see them, in their order; the caller has checked that their machines are the tenant's. */
export async function presentMounts(
  rows: readonly MountRow[],
  tenantId: string,
  now: Date = new Date(),
): Promise<Mount[]> {
  const [machines, backups, operations] = await Promise.all([
    db().mirrorMachine.findMany({
      where: { guid: { in: rows.map(({ machineGuid }) => machineGuid) } },
      select: { guid: true, name: true },
    }),
    db().mirrorBackup.findMany({
      where: { guid: { in: rows.map(({ backupGuid }) => backupGuid) } },
      select: { guid: true, startedAt: true },
    }),
    db().operation.findMany({
      where: { mountGuid: { in: rows.map(({ guid }) => guid) } },
      orderBy: { requestedAt: 'asc' },
    }),
  ]);
  const nameOf = new Map(machines.map(({ guid, name }) => [guid, name]));
  const startOf = new Map(backups.map(({ guid, startedAt }) => [guid, startedAt]));
  const operationsOf = new Map<string | null, OperationRow[]>();
  for (const operation of operations) {
    const own = operationsOf.get(operation.mountGuid);
    if (own) own.push(operation);
    else operationsOf.set(operation.mountGuid, [operation]);
  }
  return rows.map((row) => {
    const own = operationsOf.get(row.guid) ?? [];
    const current = own.findLast(({ finishedAt }) => finishedAt === null) ?? null;
    const state = stateOf(row, current);
    const maker = own.find(({ kind }) => kind === 'MOUNT');
    return {
      guid: row.guid,
      machine: { guid: row.machineGuid, name: nameOf.get(row.machineGuid) ?? row.machineGuid },
      recoveryPoint: {
        guid: row.backupGuid,
        startedAt: (startOf.get(row.backupGuid) ?? row.backupAt)?.toISOString() ?? null,
      },
      mode: modeOf(row.mode),
      state,
      reason: reasonOf(row, state, own, now),
      requestedBy:
        maker?.tenantId === tenantId && maker.requestedByName !== null ? { name: maker.requestedByName } : null,
      since: row.firstSeenAt.toISOString(),
      readyAt: row.readyAt?.toISOString() ?? null,
      endsAt: row.endedAt === null ? (row.endsAt?.toISOString() ?? null) : null,
      operation: current?.id ?? null,
    };
  });
}

/** One of them. */
export async function presentMount(row: MountRow, tenantId: string): Promise<Mount> {
  const [mount] = await presentMounts([row], tenantId);
  if (!mount) throw new Error('one row gives one mount');
  return mount;
}

/** Whether files of the mount can be read now, as far as the mirror knows. */
export function isReadable(row: MountRow): boolean {
  return row.endedAt === null && mountPhaseOf(row.state, row.readyAt !== null) === 'READY';
}

function stateOf(row: MountRow, current: OperationRow | null): MountState {
  const phase = mountPhaseOf(row.state, row.readyAt !== null);
  if (row.endedAt !== null) return phase === 'FAILED' || row.readyAt === null ? 'FAILED' : 'ENDED';
  if (phase === 'ENDING' || current?.kind === 'UNMOUNT') return 'UNMOUNTING';
  return phase === 'READY' ? 'READY' : 'PREPARING';
}

function reasonOf(row: MountRow, state: MountState, operations: readonly OperationRow[], now: Date): string | null {
  switch (state) {
    case 'PREPARING':
      return now.getTime() - row.firstSeenAt.getTime() > unusualMs
        ? 'It is taking unusually long. Cancel it and mount the recovery point again, or tell your provider.'
        : 'The recovery point is being read. Its files can be opened once that is done.';
    case 'READY': {
      const failed = lastFailure(operations);
      if (failed)
        return `${failed.kind === 'UNMOUNT' ? 'It could not be unmounted' : 'Its time could not be extended'}: ${failed.failure.cause}`;
      return row.endsAt === null ? 'When it will be unmounted is not known: it was not ordered here.' : null;
    }
    case 'FAILED':
      return (
        lastFailure(operations)?.failure.cause ??
        'It ended before its files could be opened. Mount the recovery point again.'
      );
    case 'UNMOUNTING':
    case 'ENDED':
      return null;
  }
}

/** Why the newest work on the mount failed, if it did. */
function lastFailure(operations: readonly OperationRow[]): { kind: string; failure: Failure } | null {
  const last = operations.at(-1);
  if (last?.state !== 'FAILED') return null;
  const failure = storedFailure(last, last.failure);
  return failure ? { kind: last.kind, failure } : null;
}

/** Modes that the portal never orders are shown as the plainest. */
function modeOf(mode: string): MountMode {
  return mountModes.find((one) => one === mode) ?? 'AUTO';
}
