import 'server-only';
import type { RecoveryPointList, RecoveryPointListQuery } from '@/lib/contracts/recovery-point';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { wishSync } from '@/lib/db/sync-wish';
import { asOf } from '@/lib/mirror/queries/as-of';
import { requireMachine } from '@/lib/portal/scope/owned-machine';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentRecoveryPoints, ofStatuses } from './present-recovery-point';

/** One page of a machine's history, failures and removed points included. Asks the sync worker to read it again soon. */
export async function listRecoveryPoints(
  scope: TenantScope,
  machineGuid: string,
  query: RecoveryPointListQuery,
): Promise<RecoveryPointList> {
  const { row: machine } = await requireMachine(scope, machineGuid);
  await wishSync(db(), { kind: 'machine', guid: machineGuid });
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
