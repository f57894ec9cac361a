import 'server-only';
import type { Tx } from '@/lib/db/client';

/** What a machine's policy is called for those who are not to know its name. */
export const anothersPolicy = 'Another policy';

/**
 * Shows policies that tenants made under the tenants' own names, but only at machines of the same tenant: at any other machine
 * neither that name nor Storware's, which tells the tenant, is anybody's business. `guids` null: at all machines. Writes those that differ,
 * locked in the order in which every writer locks machines.
 */
export async function nameOwnPolicies(tx: Tx, guids: readonly string[] | null): Promise<void> {
  await tx.$executeRaw`
    WITH wanted AS (
          SELECT x.guid, CASE WHEN o."tenantId" = p."tenantId" THEN p.name ELSE ${anothersPolicy} END AS name
          FROM "MirrorMachine" x JOIN "Policy" p ON p.guid = x."policyGuid"
          LEFT JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = x.guid
          WHERE (${guids === null}::boolean OR x.guid = ANY(${[...(guids ?? [])]}::text[]))
            AND x."policyName" IS DISTINCT FROM CASE WHEN o."tenantId" = p."tenantId" THEN p.name ELSE ${anothersPolicy} END
          ORDER BY x.guid FOR UPDATE OF x)
    UPDATE "MirrorMachine" m SET "policyName" = wanted.name FROM wanted WHERE m.guid = wanted.guid`;
}
