import 'server-only';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';
import { mirrorTransaction } from './mirror-transaction';

type Claim = {
  operationId: string;
  guid: string;
  name: string;
  tenantId: string;
  personId: string | null;
  personName: string | null;
};

/**
 * Gives each machine that came of a tenant's restore to that tenant, once the inventory shows it. The machine is the one that
 * the restore's own task named (STORWARE_API.md 14.2), never one of the same name; and it must be new, whatever a task says:
 * no restore makes somebody's old machine another's. What the provider has decided since stays. Answers how many.
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

/** The owner of the project may have been quicker: for the same tenant that claim becomes one by the restore. */
function dueClaims(tx: Tx): Promise<Claim[]> {
  return tx.$queryRaw<Claim[]>`
    SELECT r.id AS "operationId", m.guid, m.name, r."tenantId", r."requestedById" AS "personId", r."requestedByName" AS "personName"
    FROM "Operation" r JOIN "MirrorMachine" m ON m.guid = r."resultMachineGuid"
    LEFT JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = m.guid
    WHERE r.kind = 'RESTORE' AND r.submission = 'ACCEPTED' AND r."tenantId" IS NOT NULL AND m."deletedAt" IS NULL
      AND m."firstSeenAt" >= r."requestedAt"
      AND (o.guid IS NULL OR (o.source = 'PROJECT' AND o."tenantId" = r."tenantId"))
      AND NOT EXISTS (SELECT 1 FROM "OwnershipDenial" d WHERE d.guid = m.guid AND d."tenantId" = r."tenantId")
    ORDER BY m.guid`;
}

async function make(tx: Tx, { operationId, guid, name, tenantId, personId, personName }: Claim): Promise<void> {
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
