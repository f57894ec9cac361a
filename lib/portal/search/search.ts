import 'server-only';
import { MachineListQuery } from '@/lib/contracts/machine';
import type { SearchAnswer, SearchQuery } from '@/lib/contracts/overview';
import { db } from '@/lib/db/client';
import { likePattern, listTenantMachines } from '@/lib/mirror/queries/machine-list';
import { visiblePolicies } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

const most = { machines: 8, policies: 5 } as const;

/** Machines and policies of the tenant by a part of their name; machines also by tag and platform id. */
export async function search(scope: TenantScope, { q }: SearchQuery): Promise<SearchAnswer> {
  const [{ rows }, policies] = await Promise.all([
    listTenantMachines(scope.tenant.id, MachineListQuery.parse({ search: q, pageSize: most.machines })),
    findPolicies(scope, q),
  ]);
  return {
    machines: rows.map(({ guid, name, platform, present, protection, policyGuid, policyName }) => ({
      guid,
      name,
      platform,
      present,
      protection,
      policy: policyGuid === null ? null : { guid: policyGuid, name: policyName ?? policyGuid },
    })),
    policies,
  };
}

async function findPolicies(scope: TenantScope, q: string): Promise<SearchAnswer['policies']> {
  const visible = [...(await visiblePolicies(scope))];
  const pattern = likePattern(q);
  return db().$queryRaw<SearchAnswer['policies']>`
    SELECT p.guid, COALESCE(own.name, p.name) AS name, p.active,
      (SELECT count(*)::int FROM "MirrorMachine" m JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = m.guid
        WHERE o."tenantId" = ${scope.tenant.id} AND m."policyGuid" = p.guid AND m."deletedAt" IS NULL) AS machines
    FROM "MirrorPolicy" p LEFT JOIN "Policy" own ON own.guid = p.guid AND own."tenantId" = ${scope.tenant.id}
    WHERE p.guid = ANY(${visible}::text[]) AND COALESCE(own.name, p.name) ILIKE ${pattern}
    ORDER BY COALESCE(own.name, p.name) COLLATE natural_order, p.guid LIMIT ${most.policies}`;
}
