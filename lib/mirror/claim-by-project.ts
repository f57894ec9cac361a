import 'server-only';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { TenantChange } from '@/lib/db/change-feed';
import { Prisma } from '@/lib/db/generated/client';
import { chunkSize, mirrorTransaction } from './mirror-transaction';

/** So many machines at once are told as one: the page reads its list again anyway. */
const burst = 200;

type Claim = { guid: string; tenantId: string; name: string };

/**
 * Gives each machine that nobody owns to the tenant whose external id is the uuid of the machine's project, unless the
 * provider took it from that tenant. With audit entry and change event in the same transaction. Answers how many.
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
 * A machine that may have come of a restore whose task has not named its result yet waits for that, lest it go to the
 * owner of the project instead of the tenant that restored it. The name only delays the claim; it never decides it.
 */
const mayBeRestored = Prisma.sql`
  SELECT 1 FROM "Operation" r WHERE r.kind = 'RESTORE' AND r."tenantId" IS NOT NULL AND lower(r."targetName") = lower(m.name)
    AND m."firstSeenAt" >= r."requestedAt" AND (r.state IN ('REQUESTED', 'QUEUED', 'RUNNING', 'CANCELLING')
      OR (r."resultMachineGuid" IS NULL AND r."finishedAt" > now() - interval '2 minutes'))`;

function claimSome(): Promise<number> {
  return mirrorTransaction(async (tx) => {
    const claims = await tx.$queryRaw<Claim[]>`
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
    await tx.auditEntry.createMany({
      data: claims.map(({ guid, tenantId, name }) => ({
        tenantId,
        actorName: 'System',
        action: 'machine.claim',
        objectKind: 'machine',
        objectId: guid,
        objectName: name,
        outcome: 'SUCCEEDED',
        detail: { source: 'PROJECT' },
      })),
    });
    await recordTenantChanges(tx, news(claims));
    return claims.length;
  });
}

function news(claims: readonly Claim[]): TenantChange[] {
  const byTenant = new Map<string, Claim[]>();
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
