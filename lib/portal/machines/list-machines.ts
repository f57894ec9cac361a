import 'server-only';
import { mostChoosableMachines } from '@/lib/contracts/machine';
import type {
  MachineChoices,
  MachineFacets,
  MachineList,
  MachineListQuery,
  ProtectionState,
} from '@/lib/contracts/machine';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { listTenantMachines } from '@/lib/mirror/queries/machine-list';
import { asOf } from '@/lib/mirror/sync-record';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentMachines } from './present-machines';

/** One page of the tenant's machines, including deleted ones. */
export async function listMachines(scope: TenantScope, query: MachineListQuery): Promise<MachineList> {
  const { rows, total } = await listTenantMachines(scope.tenant.id, query);
  const lastRead = await asOf('machines');
  return {
    items: await presentMachines(rows, scope.tenant.id),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: lastRead?.toISOString() ?? null,
  };
}

/** All filter choices of the tenant's machines, counted in one statement. */
export async function machineFacets(scope: TenantScope): Promise<MachineFacets> {
  const rows = await db().$queryRaw<
    {
      platform: string;
      policyGuid: string | null;
      policyName: string | null;
      protection: ProtectionState;
      present: boolean;
      machines: number;
    }[]
  >`
    SELECT m.platform, m."policyGuid", max(m."policyName") AS "policyName", m.protection::text AS protection, m.present, count(*)::int AS machines
    ${ownMachines(scope)} GROUP BY m.platform, m."policyGuid", m.protection, m.present`;
  const sum = (wanted: readonly { machines: number }[]) => wanted.reduce((total, { machines }) => total + machines, 0);
  const counted = <K>(keyOf: (row: (typeof rows)[number]) => K) => {
    const counts = new Map<K, number>();
    for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + row.machines);
    return [...counts];
  };
  const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const names = new Map(rows.map(({ policyGuid, policyName }) => [policyGuid, policyName]));
  const policies = counted(({ policyGuid }) => policyGuid).flatMap(([guid, machines]) =>
    guid === null ? [] : [{ guid, name: names.get(guid) ?? guid, machines }],
  );
  return {
    platforms: counted(({ platform }) => platform)
      .map(([platform, machines]) => ({ platform, machines }))
      .toSorted((one, other) => (one.platform < other.platform ? -1 : 1)),
    policies: policies.toSorted(
      (one, other) => byName.compare(one.name, other.name) || (one.guid < other.guid ? -1 : 1),
    ),
    withoutPolicy: sum(rows.filter(({ policyGuid }) => policyGuid === null)),
    protection: counted(({ protection }) => protection).map(([state, machines]) => ({ state, machines })),
    present: sum(rows.filter(({ present }) => present)),
    removed: sum(rows.filter(({ present }) => !present)),
  };
}

/** The tenant's machines by name, including deleted ones, at most as many as one policy can hold. */
export async function machineChoices(scope: TenantScope): Promise<MachineChoices> {
  const rows = await db().$queryRaw<
    {
      guid: string;
      name: string;
      platform: string;
      present: boolean;
      policyGuid: string | null;
      policyName: string | null;
      total: number;
    }[]
  >`
    SELECT m.guid, m.name, m.platform, m.present, m."policyGuid", m."policyName", (count(*) OVER ())::int AS total
    ${ownMachines(scope)} ORDER BY m.name COLLATE natural_order, m.guid LIMIT ${mostChoosableMachines}`;
  const items = rows.map(({ policyGuid, policyName, total: _, ...machine }) => ({
    ...machine,
    policy: policyGuid === null ? null : { guid: policyGuid, name: policyName ?? policyGuid },
  }));
  return { items, total: rows[0]?.total ?? 0 };
}

function ownMachines(scope: TenantScope): Prisma.Sql {
  return Prisma.sql`FROM "MirrorMachine" m JOIN "Ownership" o ON o.guid = m.guid AND o.kind = 'MACHINE' WHERE o."tenantId" = ${scope.tenant.id} AND m."deletedAt" IS NULL`;
}
