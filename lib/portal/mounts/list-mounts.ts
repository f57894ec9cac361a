import 'server-only';
import type { Mount, MountList, MountListQuery } from '@/lib/contracts/mount';
import { db } from '@/lib/db/client';
import { asOf } from '@/lib/mirror/queries/as-of';
import type { MountRow } from '@/lib/portal/scope/owned-mount';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentMounts } from './present-mount';

const over = new Set(['ENDED', 'FAILED']);
const collator = new Intl.Collator('en', { numeric: true });

/** One page of the tenant's mounts; those that are over only when their states are asked for. */
export async function listMounts(scope: TenantScope, query: MountListQuery): Promise<MountList> {
  const { state, machine, search, sort, page, pageSize } = query;
  const withEnded = state?.some((one) => over.has(one)) ?? false;
  const mounts = await presentMounts(await ownedRows(scope.tenant.id, withEnded), scope.tenant.id);
  const wanted = search.toLocaleLowerCase('en');
  const matching = mounts.filter(
    (mount) =>
      (state === undefined ? !over.has(mount.state) : state.includes(mount.state)) &&
      (machine === undefined || mount.machine.guid === machine) &&
      (wanted === '' || mount.machine.name.toLocaleLowerCase('en').includes(wanted)),
  );
  matching.sort((a, b) => (sort.descending ? -1 : 1) * compare(sort.key, a, b) || collator.compare(a.guid, b.guid));
  const heard = await asOf('mounts');
  return { items: matching.slice((page - 1) * pageSize, page * pageSize), page, pageSize, total: matching.length, asOf: heard?.toISOString() ?? null };
}

/** There are few that are not over, and those that are over are kept for a month. */
function ownedRows(tenantId: string, withEnded: boolean): Promise<MountRow[]> {
  return db().$queryRaw<MountRow[]>`
    SELECT mount.* FROM "MirrorMount" mount
    JOIN "Ownership" owner ON owner.kind = 'MACHINE' AND owner.guid = mount."machineGuid" AND owner."tenantId" = ${tenantId}
    JOIN "MirrorMachine" machine ON machine.guid = mount."machineGuid" AND machine."deletedAt" IS NULL
    WHERE ${withEnded} OR mount."endedAt" IS NULL
    ORDER BY mount."firstSeenAt" DESC LIMIT 5000`;
}

function compare(key: string, a: Mount, b: Mount): number {
  if (key === 'machine') return collator.compare(a.machine.name, b.machine.name);
  if (key === 'state') return collator.compare(a.state, b.state);
  return Date.parse(a.since) - Date.parse(b.since);
}
