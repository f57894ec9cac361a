import 'server-only';
import * as z from 'zod';
import type { Failure } from '@/lib/contracts/operation';
import type {
  Copy,
  RecoveryPoint,
  RecoveryPointDetail,
  RecoveryPointList,
  RecoveryPointListQuery,
  RecoveryPointStatus,
} from '@/lib/contracts/recovery-point';
import type { Ref } from '@/lib/contracts/scalar';
import { isAppError } from '@/lib/core/app-error';
import { failureOf, storedFailure } from '@/lib/core/failure';
import { expiringCache } from '@/lib/core/process-state';
import { asField, givenText, nameOr, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { safeWord } from '@/lib/mirror/backups/point-faults';
import { loadPlaces, StoredLocation } from '@/lib/mirror/stored-json';
import { asOf } from '@/lib/mirror/sync-record';
import { phasesOfRow } from '@/lib/portal/operations/present-operation';
import { presentWarnings, timePartsOf } from '@/lib/portal/operations/warnings-and-times';
import { requireMachine, requireRecoveryPoint } from '@/lib/portal/scope/owned-objects';
import type { BackupRow, OperationRow, OwnedMachine } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { listBackupFiles } from '@/lib/storware/authorized';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import { reasonWithout } from '@/lib/storware/capability/availability';

/**
 * One page of a machine's history, including failures and removed points. Requests that the sync worker reads it again
 * soon.
 */
export async function listRecoveryPoints(
  scope: TenantScope,
  machineGuid: string,
  query: RecoveryPointListQuery,
): Promise<RecoveryPointList> {
  const { row: machine } = await requireMachine(scope, machineGuid);
  await requestSync(db(), { kind: 'machine', guid: machineGuid });
  const where = whereOf(machineGuid, query);
  const direction = query.sort.descending ? 'desc' : 'asc';
  const isNullable = query.sort.key === 'sizeBytes' || query.sort.key === 'durationMs';
  const [total, rows] = await Promise.all([
    db().mirrorBackup.count({ where }),
    db().mirrorBackup.findMany({
      where,
      orderBy: [
        { [query.sort.key]: isNullable ? { sort: direction, nulls: 'last' } : direction },
        { startedAt: 'desc' },
        { guid: 'asc' },
      ],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  const ref = { guid: machine.guid, name: machine.name };
  return {
    items: await presentRecoveryPoints(rows, ref),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: (machine.backupsAt ?? (await asOf('backups')))?.toISOString() ?? null,
  };
}

function whereOf(
  machineGuid: string,
  { search, status, type, from, to }: RecoveryPointListQuery,
): Prisma.MirrorBackupWhereInput {
  const oneType = type && type.length === 1 ? type[0] : undefined;
  return {
    machineGuid,
    ...(status && status.length > 0 ? ofStatuses(status) : {}),
    ...(oneType === undefined
      ? {}
      : oneType === 'INCREMENTAL'
        ? { type: 'INCREMENTAL' }
        : { type: { not: 'INCREMENTAL' } }),
    ...(from || to
      ? { startedAt: { ...(from ? { gte: new Date(from) } : {}), ...(to ? { lte: new Date(to) } : {}) } }
      : {}),
    ...(search === '' ? {} : { description: { contains: search, mode: 'insensitive' } }),
  };
}

/** One recovery point as lists show it, without what only Storware knows. */
export async function getListedRecoveryPoint(scope: TenantScope, guid: string): Promise<RecoveryPoint> {
  const { backup, machine } = await requireRecoveryPoint(scope, guid);
  return presentOne(backup, machine);
}

async function presentOne(backup: BackupRow, { row }: OwnedMachine): Promise<RecoveryPoint> {
  const [point] = await presentRecoveryPoints([backup], { guid: row.guid, name: row.name });
  if (!point) throw new Error('one row gives one recovery point');
  return point;
}

/**
 * One recovery point of a machine of the tenant with its files and warnings; `files` is null while Storware can't be
 * reached.
 */
export async function getRecoveryPoint(scope: TenantScope, guid: string): Promise<RecoveryPointDetail> {
  const { backup, machine } = await requireRecoveryPoint(scope, guid);
  const parent =
    backup.parentGuid === null
      ? null
      : await db().mirrorBackup.findFirst({ where: { guid: backup.parentGuid, machineGuid: machine.row.guid } });
  return {
    ...(await presentOne(backup, machine)),
    ...(backup.goneAt === null ? await filesOf(machine.handle, guid) : { files: [], filesReason: null }),
    parent: parent && { guid: parent.guid, name: parent.startedAt.toISOString() },
    durations: {
      queuedExportMs: numberOf(backup.queuedExportMs),
      exportMs: numberOf(backup.exportMs),
      queuedStoreMs: numberOf(backup.queuedStoreMs),
      storeMs: numberOf(backup.storeMs),
    },
  };
}

function numberOf(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}

type Files = NonNullable<RecoveryPointDetail['files']>;

/** Files of a recovery point do not change, and many people may open the same one. */
const cache = expiringCache<Files>('recovery-point-files', { ttlMs: 5 * 60_000, max: 500 });

/** The files of a backup of this machine, names only; null with the reason where they are not available. */
async function filesOf(
  machine: AuthorizedMachine,
  backupGuid: string,
): Promise<Pick<RecoveryPointDetail, 'files' | 'filesReason' | 'filesReasonRef'>> {
  try {
    const files = await cache(backupGuid, async () => {
      const listed = await listBackupFiles(machine, backupGuid);
      // The node's staging path is infrastructure; only the file's own name is shown.
      return listed.items.map((file) => ({
        path: file.path?.split('/').at(-1) ?? file.guid,
        sizeBytes: file.sizeBytes,
      }));
    });
    return { files, filesReason: null };
  } catch (error) {
    if (isAppError(error))
      return { files: null, ...asField('filesReason', reasonWithout(error) ?? say('reason.notAskable')) };
    throw error;
  }
}

/** Storware's statuses for each of ours (STORWARE_API.md 12.4). */
const upstreamStatuses: Readonly<Record<RecoveryPointStatus, readonly string[]>> = {
  SUCCESS: ['SUCCESS'],
  PARTIAL: ['PARTIAL_SUCCESS'],
  FAILED: ['FAILED'],
  RUNNING: ['QUEUED', 'INPROGRESS'],
  REMOVED: ['SUCCESS_REMOVED'],
  UNKNOWN: [],
};
/** With the portal's own for backups that Storware no longer lists. */
const understoodStatuses = [...Object.values(upstreamStatuses).flat(), 'GONE'];

/** The rows of these statuses: a point that Storware no longer lists is REMOVED, or FAILED if it had failed. */
function ofStatuses(statuses: readonly RecoveryPointStatus[]): Prisma.MirrorBackupWhereInput {
  return {
    OR: [
      { status: { in: statuses.flatMap((one) => [...upstreamStatuses[one]]) } },
      ...(statuses.includes('UNKNOWN') ? [{ status: { notIn: understoodStatuses } }] : []),
      ...(statuses.includes('FAILED') ? [{ goneStatus: 'FAILED' }] : []),
      ...(statuses.includes('REMOVED') ? [{ goneAt: { not: null }, goneStatus: { not: 'FAILED' } }] : []),
    ],
  };
}

/** Backups as a tenant sees them, with data of the operations that made them. */
async function presentRecoveryPoints(rows: readonly BackupRow[], machine: Ref): Promise<RecoveryPoint[]> {
  const operations = await db().operation.findMany({
    where: { kind: 'BACKUP', backupGuid: { in: rows.map(({ guid }) => guid) } },
  });
  const byBackup = new Map(operations.map((operation) => [operation.backupGuid, operation]));
  const isPlace = await loadPlaces(db());
  return rows.map((row) => presentRecoveryPoint(row, machine, byBackup.get(row.guid) ?? null, isPlace));
}

function presentRecoveryPoint(
  row: BackupRow,
  machine: Ref,
  operation: OperationRow | null,
  isPlace: (destinationGuid: string) => boolean,
): RecoveryPoint {
  const status = statusOf(row);
  const type = row.type === 'INCREMENTAL' ? 'INCREMENTAL' : wholeTypes.includes(row.type) ? 'FULL' : 'UNKNOWN';
  const isCancelled = status === 'FAILED' && operation?.state === 'CANCELLED';
  const failure = status === 'FAILED' && !isCancelled ? failureOfBackup(row, operation) : null;
  return {
    guid: row.guid,
    machine,
    type,
    status,
    statusText: status === 'UNKNOWN' ? safeWord(row.status) : null,
    typeText: type === 'UNKNOWN' ? safeWord(row.type) : null,
    startedAt: row.timeDoubt === null ? row.startedAt.toISOString() : null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    durationMs: row.durationMs === null ? null : Number(row.durationMs),
    origin: row.originType === 'USER' ? 'USER' : row.originType === 'SCHEDULE' ? 'SCHEDULE' : 'SYSTEM',
    copies:
      row.goneAt === null
        ? z
            .array(StoredLocation)
            .parse(row.locations)
            .flatMap((location) => presentCopy(location, isPlace))
        : [],
    expiresAt: row.expiresAt?.toISOString() ?? null,
    goneAt: row.goneAt?.toISOString() ?? null,
    restorable: row.restorable,
    ...asField('reason', isCancelled ? say('reason.cancelled') : reasonOf(row, failure)),
    failure,
    warnings: presentWarnings(row.warnings),
    ...timePartsOf(
      operation && {
        requestedAt: operation.requestedAt,
        finishedAt: operation.finishedAt,
        phases: phasesOfRow(operation),
      },
      row,
    ),
    note: row.description,
  };
}

/** An unknown status of a newer server proves nothing. */
function statusOf(row: BackupRow): RecoveryPointStatus {
  if (row.goneAt !== null) return row.goneStatus === 'FAILED' ? 'FAILED' : 'REMOVED';
  const known = (Object.keys(upstreamStatuses) as RecoveryPointStatus[]).find((status) =>
    upstreamStatuses[status].includes(row.status),
  );
  return known ?? 'UNKNOWN';
}

/** From the operation; for a backup from before the portal, from its own text. */
function failureOfBackup(row: BackupRow, operation: OperationRow | null): Failure {
  const stored = operation && storedFailure(operation, operation.failure);
  return stored ?? failureOf({ kind: 'BACKUP', origin: operation?.origin ?? 'OTHER' }, row.statusInfo);
}

/** Storware's kinds that need no other recovery point; SYNCHRONIZATION is a copy of one (12.9). */
const wholeTypes: readonly string[] = ['FULL', 'SYNTHETIC', 'SYNCHRONIZATION'];
const copyStates = ['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED'] as const;

/** Omits a copy without a destination: it could be neither named nor chosen. */
function presentCopy(
  { destinationGuid, destinationName, role, status }: StoredLocation,
  isPlace: (destinationGuid: string) => boolean,
): Copy[] {
  if (destinationGuid === null) return [];
  const state = isPlace(destinationGuid) ? (copyStates.find((one) => one === status) ?? 'UNKNOWN') : 'REMOVED';
  return [
    {
      destination: { guid: destinationGuid, ...asField('name', nameOr(destinationName, say('unnamed.destination'))) },
      role,
      state,
      stateText: state === 'UNKNOWN' ? safeWord(status) : null,
    },
  ];
}

function reasonOf(row: BackupRow, failure: Failure | null): GivenText | null {
  if (failure) return { text: failure.cause, ref: failure.causeRef ?? null };
  if (!row.restorable) return givenText(row.restorableReason, row.restorableReasonRef);
  return row.timeDoubt === null ? null : say(row.timeDoubt === 'FUTURE' ? 'reason.timeFuture' : 'reason.timeAncient');
}
