import 'server-only';
import { audit, record } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { TenantChange } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { chunkSize, mirrorTransaction } from '@/lib/mirror/mirror-write';

/** For so many machines at once there is one event: the page reads its list again anyway. */
const burst = 200;

type ProjectClaim = { guid: string; tenantId: string; name: string };

/**
 * Assigns each machine without an owner to the tenant whose external id is the uuid of the machine's project, unless
 * the provider unassigned it from that tenant. With audit entry and change event in the same transaction. Returns how
 * many.
 */
export async function claimByProject(): Promise<number> {
  let claimed = 0;
  for (;;) {
    const inThisRound = await claimSome();
    claimed += inThisRound;
    if (inThisRound < chunkSize) return claimed;
  }
}

/**
 * A machine that may be the result of a restore waits for that restore to name it, so that it is not assigned to the
 * owner of the project instead of the tenant that restored it. The name only delays the assignment; it never decides
 * it.
 */
const mayBeRestored = Prisma.sql`
  SELECT 1 FROM "Operation" r WHERE r.kind = 'RESTORE' AND r."tenantId" IS NOT NULL AND m."firstSeenAt" >= r."requestedAt" AND (
    (r."resultMachineGuid" = m.guid AND r.submission = 'ACCEPTED'
      AND NOT EXISTS (SELECT 1 FROM "OwnershipDenial" d WHERE d.guid = m.guid AND d."tenantId" = r."tenantId"))
    OR (lower(r."targetName") = lower(m.name) AND (r.state IN ('REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING')
      OR (r."resultMachineGuid" IS NULL AND r."finishedAt" > now() - interval '2 minutes'))))`;

function claimSome(): Promise<number> {
  return mirrorTransaction(async (tx) => {
    const claims = await tx.$queryRaw<ProjectClaim[]>`
      WITH due AS (
        SELECT m.guid, m.name, t.id AS "tenantId" FROM "MirrorMachine" m
        JOIN "MirrorInfrastructure" p ON p.kind = 'PROJECT' AND p.guid = m."projectGuid"
        JOIN "Tenant" t ON t."externalId" = p.uuid
        WHERE m."deletedAt" IS NULL
          AND NOT EXISTS (SELECT 1 FROM "Ownership" o WHERE o.kind = 'MACHINE' AND o.guid = m.guid)
          AND NOT EXISTS (SELECT 1 FROM "OwnershipDenial" d WHERE d.guid = m.guid AND d."tenantId" = t.id)
          AND NOT EXISTS (${mayBeRestored})
        ORDER BY m.guid LIMIT ${chunkSize}
      ), made AS (
        INSERT INTO "Ownership" (kind, guid, "tenantId", source, "assignedByName")
        SELECT 'MACHINE', guid, "tenantId", 'PROJECT', 'Project' FROM due
        ON CONFLICT (kind, guid) DO NOTHING RETURNING guid, "tenantId"
      )
      SELECT made.guid, made."tenantId", due.name FROM made JOIN due USING (guid)`;
    if (claims.length === 0) return 0;
    await record(
      tx,
      claims.map(({ guid, tenantId, name }) => ({
        tenantId,
        actor: { id: null, name: 'System' },
        action: 'machine.claim',
        object: { kind: 'machine', id: guid, name },
        outcome: 'SUCCEEDED',
        detail: { source: 'PROJECT' },
      })),
    );
    await recordTenantChanges(tx, changesOf(claims));
    return claims.length;
  });
}

function changesOf(claims: readonly ProjectClaim[]): TenantChange[] {
  const byTenant = new Map<string, ProjectClaim[]>();
  for (const claim of claims) {
    const own = byTenant.get(claim.tenantId);
    if (own) own.push(claim);
    else byTenant.set(claim.tenantId, [claim]);
  }
  return [...byTenant].flatMap(([tenantId, own]): TenantChange[] =>
    own.length > burst
      ? [{ tenantId, kind: 'resync', objectId: '' }]
      : own.map(({ guid }) => ({ tenantId, kind: 'machine', objectId: guid })),
  );
}

type RestoreClaim = {
  operationId: string;
  guid: string;
  name: string;
  tenantId: string;
  personId: string | null;
  personName: string | null;
};

/**
 * Assigns each machine restored by a tenant to that tenant, once the inventory shows it. The machine is the one that
 * the restore's task named (STORWARE_API.md 14.2), never one of the same name; and it must be new, whatever a task
 * says. Later decisions of the provider stay. Returns how many.
 */
export function claimByRestore(): Promise<number> {
  return mirrorTransaction(async (tx) => {
    const claims = await dueClaims(tx);
    for (const claim of claims) await make(tx, claim);
    await recordTenantChanges(
      tx,
      claims.flatMap(({ tenantId, guid, operationId }) => [
        { tenantId, kind: 'machine' as const, objectId: guid },
        { tenantId, kind: 'operation' as const, objectId: operationId },
      ]),
    );
    return claims.length;
  });
}

/**
 * The machine may be assigned by its project already: for the same tenant that becomes an assignment by the restore.
 */
function dueClaims(tx: Tx): Promise<RestoreClaim[]> {
  return tx.$queryRaw<RestoreClaim[]>`
    SELECT r.id AS "operationId", m.guid, m.name, r."tenantId", r."requestedById" AS "personId", r."requestedByName" AS "personName"
    FROM "Operation" r JOIN "MirrorMachine" m ON m.guid = r."resultMachineGuid"
    LEFT JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = m.guid
    WHERE r.kind = 'RESTORE' AND r.submission = 'ACCEPTED' AND r."tenantId" IS NOT NULL AND m."deletedAt" IS NULL
      AND m."firstSeenAt" >= r."requestedAt"
      AND (o.guid IS NULL OR (o.source = 'PROJECT' AND o."tenantId" = r."tenantId"))
      AND NOT EXISTS (SELECT 1 FROM "OwnershipDenial" d WHERE d.guid = m.guid AND d."tenantId" = r."tenantId")
    ORDER BY m.guid`;
}

async function make(tx: Tx, { operationId, guid, name, tenantId, personId, personName }: RestoreClaim): Promise<void> {
  const claim = {
    source: 'RESTORE' as const,
    assignedById: personId,
    assignedByName: personName,
    assignedAt: new Date(),
  };
  await tx.ownership.createMany({ data: [{ kind: 'MACHINE', guid, tenantId, ...claim }], skipDuplicates: true });
  await tx.ownership.updateMany({ where: { kind: 'MACHINE', guid, tenantId, source: 'PROJECT' }, data: claim });
  await tx.operation.update({ where: { id: operationId }, data: { version: { increment: 1 } } });
  await audit(tx, {
    tenantId,
    actor: { id: null, name: 'System' },
    action: 'machine.claim',
    object: { kind: 'machine', id: guid, name },
    outcome: 'SUCCEEDED',
    detail: { source: 'RESTORE', operation: operationId },
  });
}
