import 'server-only';
import { mountModes } from '@/lib/contracts/mount';
import type { Mount, MountDetail, MountFileSystem, MountList, MountListQuery, MountState } from '@/lib/contracts/mount';
import { AppError, isAppError } from '@/lib/core/app-error';
import { expiringCache } from '@/lib/core/process-state';
import { asField, fieldFault, nameOr, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { endOf, mountPhaseOf } from '@/lib/mirror/mounts/sync-mounts';
import { safeWord } from '@/lib/mirror/backups/point-faults';
import { asOf } from '@/lib/mirror/sync-record';
import { requireMount } from '@/lib/portal/scope/owned-objects';
import type { MountRow, OwnedMount } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { listMountedFiles, listMountedFileSystems } from '@/lib/storware/authorized/mounts';
import type { MountedPlace } from '@/lib/storware/authorized/mounts';
import { reasonWithout } from '@/lib/storware/capability/availability';
import { extensionOf, lastFailure, orderedMsOf } from './mount-orders';

const orderings: Readonly<Record<MountListQuery['sort']['key'], Prisma.Sql>> = {
  since: Prisma.sql`owned."firstSeenAt"`,
  machine: Prisma.sql`owned."machineName" COLLATE natural_order`,
  state: Prisma.sql`owned.shown`,
};

/** One page of the tenant's mounts; ended ones only when their states are requested. */
export async function listMounts(scope: TenantScope, query: MountListQuery): Promise<MountList> {
  const { state, machine, search, sort, page, pageSize } = query;
  const direction = sort.descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const conditions = [
    state === undefined
      ? Prisma.sql`owned."endedAt" IS NULL`
      : Prisma.sql`owned.shown IN (${Prisma.join(state.length > 0 ? state : [''])})`,
    machine === undefined ? Prisma.sql`true` : Prisma.sql`owned."machineGuid" = ${machine}`,
    search === ''
      ? Prisma.sql`true`
      : Prisma.sql`owned."machineName" ILIKE ${`%${search.replace(/[\\%_]/g, '\\$&')}%`}`,
  ];
  const owned = await ownedMounts(scope.tenant.id);
  const matching = Prisma.sql`FROM (${owned}) owned WHERE ${Prisma.join(conditions, ' AND ')}`;
  const [found, counted] = await Promise.all([
    db().$queryRaw<
      { guid: string }[]
    >`SELECT owned.guid ${matching} ORDER BY ${orderings[sort.key]} ${direction}, owned.guid LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`,
    db().$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count ${matching}`,
  ]);
  const rows = await db().mirrorMount.findMany({ where: { guid: { in: found.map(({ guid }) => guid) } } });
  const rowOf = new Map(rows.map((row) => [row.guid, row]));
  const inOrder = found.map(({ guid }) => rowOf.get(guid)).filter((row): row is MountRow => row !== undefined);
  const lastRead = await asOf('mounts');
  return {
    items: await presentMounts(inOrder, scope.tenant.id),
    page,
    pageSize,
    total: Number(counted[0]?.count ?? 0),
    asOf: lastRead?.toISOString() ?? null,
  };
}

/**
 * The tenant's mounts with the same state that `presentMounts` gives them. Only `mountPhaseOf` knows what Storware's state
 * words mean, so the distinct words are mapped in code first and joined into the query.
 */
async function ownedMounts(tenantId: string): Promise<Prisma.Sql> {
  const words = await db().$queryRaw<{ state: string | null; ready: boolean }[]>`
    SELECT DISTINCT mount.state, mount."readyAt" IS NOT NULL AS ready FROM "MirrorMount" mount
    JOIN "Ownership" owner ON owner.kind = 'MACHINE' AND owner.guid = mount."machineGuid" AND owner."tenantId" = ${tenantId}`;
  const phases = words.map(
    ({ state, ready }) => Prisma.sql`(${state}::text, ${ready}::boolean, ${mountPhaseOf(state, ready)}::text)`,
  );
  const meanings =
    phases.length > 0
      ? Prisma.sql`VALUES ${Prisma.join(phases)}`
      : Prisma.sql`SELECT NULL::text, false, 'PREPARING' WHERE false`;
  return Prisma.sql`
    SELECT mount.guid, mount."machineGuid", mount."firstSeenAt", mount."endedAt", machine.name AS "machineName",
      CASE
        WHEN mount."endedAt" IS NOT NULL THEN CASE WHEN meaning.phase = 'FAILED' OR mount."readyAt" IS NULL THEN 'FAILED' ELSE 'ENDED' END
        WHEN meaning.phase = 'ENDING' OR work.kind = 'UNMOUNT' THEN 'UNMOUNTING'
        WHEN meaning.phase IN ('READY', 'PREPARING') THEN meaning.phase
        ELSE 'UNKNOWN'
      END AS shown
    FROM "MirrorMount" mount
    JOIN "Ownership" owner ON owner.kind = 'MACHINE' AND owner.guid = mount."machineGuid" AND owner."tenantId" = ${tenantId}
    JOIN "MirrorMachine" machine ON machine.guid = mount."machineGuid" AND machine."deletedAt" IS NULL
    LEFT JOIN (${meanings}) AS meaning (word, ready, phase) ON meaning.word IS NOT DISTINCT FROM mount.state AND meaning.ready = (mount."readyAt" IS NOT NULL)
    LEFT JOIN LATERAL (
      SELECT operation.kind::text AS kind FROM "Operation" operation
      WHERE operation."mountGuid" = mount.guid AND operation."finishedAt" IS NULL ORDER BY operation."requestedAt" DESC LIMIT 1
    ) work ON true`;
}

/** One mount as lists show it, without what only Storware can tell. */
export async function getListedMount(scope: TenantScope, guid: string): Promise<Mount> {
  return presentMount((await requireMount(scope, guid)).mount, scope.tenant.id);
}

/** One mount with its file systems and targets; when Storware can't be reached these are empty and `reason` says so. */
export async function getMount(scope: TenantScope, guid: string): Promise<MountDetail> {
  const owned = await requireMount(scope, guid);
  const mount = await presentMount(owned.mount, scope.tenant.id);
  if (!isReadable(owned.mount)) return { ...mount, fileSystems: [], targets: [] };
  try {
    const [fileSystems, targets] = await Promise.all([fileSystemsOfMount(owned), targetsOf(owned)]);
    return { ...mount, fileSystems, targets };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {
      ...mount,
      ...asField('reason', reasonWithout(error) ?? say('reason.mount.notAskable')),
      fileSystems: [],
      targets: [],
    };
  }
}

/** iSCSI target names: only the last part of the path, because the folder on the node must not be shown. */
async function targetsOf({ mount, machine }: OwnedMount): Promise<string[]> {
  if (mount.mode !== 'ISCSI') return [];
  const { items } = await listMountedFiles(machine.handle, mount.guid);
  return items.map(({ path }) => path.split('/').at(-1) ?? path);
}

type OperationRow = Prisma.OperationGetPayload<object>;

/** After this, the mount is reported as taking unusually long. */
const unusualMs = 15 * 60_000;

/** Mounts as the tenant `tenantId` may see them, in the given order; the caller has checked that the tenant owns their machines. */
async function presentMounts(rows: readonly MountRow[], tenantId: string, now: Date = new Date()): Promise<Mount[]> {
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
    const mode = mountModes.find((one) => one === row.mode) ?? 'UNKNOWN';
    // Computed here, because the end stored in the mirror is updated only by the next sync.
    const endsAt = row.endedAt === null ? endOf(row, own) : null;
    const maker = own.find(({ kind }) => kind === 'MOUNT');
    return {
      guid: row.guid,
      machine: { guid: row.machineGuid, name: nameOf.get(row.machineGuid) ?? row.machineGuid },
      recoveryPoint: {
        guid: row.backupGuid,
        startedAt: (startOf.get(row.backupGuid) ?? row.backupAt)?.toISOString() ?? null,
      },
      mode,
      state,
      stateText: state === 'UNKNOWN' && row.state !== '' ? safeWord(row.state) : null,
      modeText: mode === 'UNKNOWN' ? safeWord(row.mode) : null,
      ...asField('reason', reasonOf({ ...row, endsAt }, state, own, now)),
      requestedBy:
        maker?.tenantId === tenantId && maker.requestedByName !== null ? { name: maker.requestedByName } : null,
      since: row.firstSeenAt.toISOString(),
      readyAt: row.readyAt?.toISOString() ?? null,
      endsAt: endsAt?.toISOString() ?? null,
      extendsByMs: orderedMsOf(own),
      extendingSince: extensionOf(own, row.guid)?.requestedAt.toISOString() ?? null,
      operation: current?.id ?? null,
    };
  });
}

/** One mount; see `presentMounts`. */
export async function presentMount(row: MountRow, tenantId: string): Promise<Mount> {
  const [mount] = await presentMounts([row], tenantId);
  if (!mount) throw new Error('one row gives one mount');
  return mount;
}

/** Whether files of the mount can be read now, according to the mirror. */
export function isReadable(row: MountRow): boolean {
  return row.endedAt === null && mountPhaseOf(row.state, row.readyAt !== null) === 'READY';
}

/** Whether Storware's state is unknown: then Storware decides whether it can be ended. */
export function isUnknown(row: MountRow): boolean {
  return row.endedAt === null && mountPhaseOf(row.state, row.readyAt !== null) === 'UNKNOWN';
}

function stateOf(row: MountRow, current: OperationRow | null): MountState {
  const phase = mountPhaseOf(row.state, row.readyAt !== null);
  if (row.endedAt !== null) return phase === 'FAILED' || row.readyAt === null ? 'FAILED' : 'ENDED';
  if (phase === 'ENDING' || current?.kind === 'UNMOUNT') return 'UNMOUNTING';
  return phase === 'READY' || phase === 'PREPARING' ? phase : 'UNKNOWN';
}

function reasonOf(row: MountRow, state: MountState, operations: readonly OperationRow[], now: Date): GivenText | null {
  switch (state) {
    case 'PREPARING':
      return now.getTime() - row.firstSeenAt.getTime() > unusualMs
        ? say('reason.mount.slow')
        : say('reason.mount.preparing');
    case 'READY': {
      const failed = lastFailure(operations);
      if (failed)
        return say(failed.kind === 'UNMOUNT' ? 'reason.mount.notUnmounted' : 'reason.mount.notExtended', {
          cause: failed.failure.causeRef ?? failed.failure.cause,
        });
      return row.endsAt === null ? say('reason.mount.endNotKnown') : null;
    }
    case 'FAILED':
      return causeOf(lastFailure(operations)) ?? say('reason.mount.endedEarly');
    case 'UNKNOWN':
      return say('reason.mount.unknown');
    case 'UNMOUNTING':
    case 'ENDED':
      return null;
  }
}

function causeOf(failed: ReturnType<typeof lastFailure>): GivenText | null {
  return failed && { text: failed.failure.cause, ref: failed.failure.causeRef ?? null };
}

/** The file systems of a mount do not change while it is mounted. Callers check the owner first. */
const cache = expiringCache<MountFileSystem[]>('mounted-file-systems', { ttlMs: 30_000, max: 1_000 });

/** The file systems of a ready mount, named by label and volume; their mount points on the node must not be shown. */
function fileSystemsOfMount({ mount, machine }: OwnedMount): Promise<MountFileSystem[]> {
  return cache(`${mount.guid}/${mount.readyAt?.getTime() ?? 0}`, async () => {
    const { items } = await listMountedFileSystems(machine.handle, mount.guid);
    return items.map(({ guid, volume, label, type, sizeBytes }, index) => ({
      guid,
      ...asField('name', fileSystemName({ volume, label }, index)),
      type,
      sizeBytes,
    }));
  });
}

/** `root (/dev/vda1)`, or only the part that is known. */
export function fileSystemName(
  { volume, label }: { volume: string | null; label: string | null },
  index: number,
): GivenText {
  const name = label !== null && volume !== null ? `${label} (${volume})` : (label ?? volume);
  return nameOr(name, say('unnamed.fileSystem', { number: String(index + 1) }));
}

export type OwnedPlace = OwnedMount & { readonly place: MountedPlace; readonly fileSystem: MountFileSystem };

/**
 * A readable file system of a mount of the tenant; `fileSystemGuid` may be undefined when the mount has only one. Throws
 * `not_found` for what is not the tenant's or not part of this mount, `conflict` for a mount that is not ready.
 */
export async function requirePlace(
  scope: TenantScope,
  guid: string,
  fileSystemGuid: string | undefined,
): Promise<OwnedPlace> {
  const owned = await requireMount(scope, guid);
  const { mount } = owned;
  if (!isReadable(mount))
    throw new AppError('conflict', {
      detail: say(mount.endedAt === null ? 'mount.filesNotReady' : 'mount.filesEnded'),
    });
  const fileSystems = await fileSystemsOfMount(owned);
  if (fileSystemGuid !== undefined) {
    const fileSystem = fileSystems.find((one) => one.guid === fileSystemGuid);
    if (!fileSystem)
      throw new AppError('not_found', {
        meta: { kind: 'file system', guid: fileSystemGuid, reason: 'not of this mount' },
      });
    return { ...owned, fileSystem, place: { mountGuid: guid, fileSystemGuid } };
  }
  const [fileSystem, ...more] = fileSystems;
  if (!fileSystem)
    throw new AppError('conflict', {
      detail: say(mount.mode === 'ISCSI' ? 'mount.overIscsi' : 'mount.noFileSystem'),
    });
  if (more.length > 0)
    throw new AppError('validation_failed', {
      errors: [fieldFault('fileSystem', 'field.chooseFileSystem')],
    });
  return { ...owned, fileSystem, place: { mountGuid: guid, fileSystemGuid: fileSystem.guid } };
}
