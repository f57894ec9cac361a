import 'server-only';
import type { StorwareLink } from '@/lib/contracts/provider';
import { db } from '@/lib/db/client';
import { readLinkState } from '@/lib/mirror/storware-memory';
import { openStreamCount } from '@/lib/core/open-streams';
import { unsettledStates } from '@/lib/portal/operations/current-operations';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';

/** Beyond this a difference of clocks is told. */
const clockOffMs = 60_000;

/** The link to Storware as whichever process called last sees it, and how old each kind of mirrored data is. */
export async function getStorwareLink(_scope: ProviderScope): Promise<StorwareLink> {
  const [link, syncs, notUnderstood, machines, owned, recoveryPoints, runningOperations] = await Promise.all([
    readLinkState(),
    db().mirrorSync.findMany({ orderBy: { kind: 'asc' } }),
    db().notUnderstood.findMany({ orderBy: [{ lastSeenAt: 'desc' }, { kind: 'asc' }, { value: 'asc' }], take: 100 }),
    db().mirrorMachine.count({ where: { deletedAt: null } }),
    db().$queryRaw<{ count: bigint }[]>`
      SELECT count(*) AS count FROM "Ownership" o JOIN "MirrorMachine" m ON m."guid" = o."guid" WHERE o."kind" = 'MACHINE' AND m."deletedAt" IS NULL`,
    db().mirrorBackup.count({ where: { goneAt: null } }),
    db().operation.count({ where: { state: { in: [...unsettledStates] } } }),
  ]);
  return {
    asOf: link?.observedAt.toISOString() ?? null,
    reachable: link?.reachable ?? false,
    latencyMs: link?.latencyMs ?? null,
    session: {
      since: link?.sessionSince?.toISOString() ?? null,
      ageMs: link?.sessionSince ? Date.now() - link.sessionSince.getTime() : null,
      logins: link?.logins ?? 0,
    },
    breaker: link?.breaker ?? 'closed',
    certificate: link?.certificate
      ? {
          ...link.certificate,
          validFrom: link.certificate.validFrom?.toISOString() ?? null,
          validTo: link.certificate.validTo?.toISOString() ?? null,
        }
      : null,
    lastError: !link?.lastErrorAt
      ? null
      : { at: link.lastErrorAt.toISOString(), message: link.lastError ?? 'Unknown error' },
    syncs: syncs.map((row) => ({
      kind: row.kind,
      asOf: row.asOf?.toISOString() ?? null,
      attemptedAt: row.attemptedAt?.toISOString() ?? null,
      durationMs: row.durationMs,
      count: row.count,
      broken: row.broken,
      error: row.error,
    })),
    clock: {
      differenceMs: link?.clockDifferenceMs ?? null,
      isOff: Math.abs(link?.clockDifferenceMs ?? 0) > clockOffMs,
    },
    notUnderstood: notUnderstood.map((row) => ({
      ...row,
      firstSeenAt: row.firstSeenAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
    })),
    counts: {
      machines,
      unassigned: machines - Number(owned[0]?.count ?? 0),
      recoveryPoints,
      runningOperations,
      openStreams: openStreamCount(),
    },
  };
}
