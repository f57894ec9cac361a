import 'server-only';
import type { Capability, CapabilityList, StorwareLink } from '@/lib/contracts/provider';
import type { ServerText } from '@/lib/contracts/server-text';
import type { ProviderTenants } from '@/lib/core/actor';
import { asField, say } from '@/lib/core/say';
import type { TextCode } from '@/lib/core/say';
import { openStreamCount } from '@/lib/core/open-streams';
import { db } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { readLinkState, readRouteRecords } from '@/lib/mirror/storware-memory';
import { unsettledStates } from '@/lib/portal/operations/operations';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';
import type { RouteRecord } from '@/lib/storware/capability/availability';
import { capabilities } from '@/lib/storware/capability/table';

/** What the error codes of failed reads mean to the provider. */
const syncFaults: Readonly<Record<string, TextCode | undefined>> = {
  upstream_unavailable: 'link.sync.unavailable',
  upstream_timeout: 'link.sync.timeout',
  upstream_rejected: 'link.sync.rejected',
  upstream_contract: 'link.sync.contract',
  unavailable: 'link.sync.database',
};

/** A larger difference of clocks is reported. */
const clockOffMs = 60_000;

/** The connection status of the newest call of any process, and the age of each kind of mirrored data. */
export async function getStorwareLink({ tenants }: ProviderScope): Promise<StorwareLink> {
  const [link, syncs, notUnderstood, counts] = await Promise.all([
    readLinkState(),
    db().mirrorSync.findMany({ orderBy: { kind: 'asc' } }),
    db().notUnderstood.findMany({ orderBy: [{ lastSeenAt: 'desc' }, { kind: 'asc' }, { value: 'asc' }], take: 100 }),
    countsOf(tenants),
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
    lastError:
      link?.lastErrorAt && link.lastError !== null
        ? {
            at: link.lastErrorAt.toISOString(),
            ...asField('message', { text: link.lastError, ref: link.lastErrorRef }),
          }
        : null,
    syncs: syncs.map((row) => ({
      kind: row.kind,
      asOf: row.asOf?.toISOString() ?? null,
      attemptedAt: row.attemptedAt?.toISOString() ?? null,
      durationMs: row.durationMs,
      // It counts what belongs to others, too.
      count: tenants === 'ALL' ? row.count : null,
      broken: row.broken,
      error: row.error,
      ...asField('reason', row.error === null ? null : say(syncFaults[row.error] ?? 'link.sync.internal')),
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
    counts: { ...counts, openStreams: openStreamCount() },
  };
}

/** How much there is of all, or of the machines that these tenants own. */
async function countsOf(tenants: ProviderTenants): Promise<Omit<StorwareLink['counts'], 'openStreams'>> {
  const owned =
    tenants === 'ALL'
      ? Prisma.sql`TRUE`
      : Prisma.sql`EXISTS (SELECT 1 FROM "Ownership" o WHERE o."kind" = 'MACHINE' AND o."guid" = machine AND o."tenantId" = ANY(${[...tenants]}::text[]))`;
  const [row] = await db().$queryRaw<{ [N in keyof Omit<StorwareLink['counts'], 'openStreams'>]: bigint }[]>`
    SELECT
      (SELECT count(*) FROM (SELECT "guid" AS machine FROM "MirrorMachine" WHERE "deletedAt" IS NULL) m WHERE ${owned}) AS machines,
      (SELECT count(*) FROM "MirrorMachine" m WHERE m."deletedAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM "Ownership" o WHERE o."kind" = 'MACHINE' AND o."guid" = m."guid")) AS unassigned,
      (SELECT count(*) FROM (SELECT "machineGuid" AS machine FROM "MirrorBackup" WHERE "goneAt" IS NULL) b WHERE ${owned}) AS "recoveryPoints",
      (SELECT count(*) FROM (SELECT "machineGuid" AS machine FROM "Operation"
        WHERE "state" = ANY(${[...unsettledStates]}::text[]::"OperationState"[])) p WHERE ${owned}) AS "runningOperations"`;
  return {
    machines: Number(row?.machines ?? 0),
    unassigned: tenants === 'ALL' ? Number(row?.unassigned ?? 0) : null,
    recoveryPoints: Number(row?.recoveryPoints ?? 0),
    runningOperations: Number(row?.runningOperations ?? 0),
  };
}

/** Every capability of the table with its state: unavailable if any of its routes is. */
export async function listCapabilities(_scope: ProviderScope): Promise<CapabilityList> {
  const records = new Map((await readRouteRecords()).map((record) => [record.route, record]));
  return { items: capabilities.map((capability) => presentCapability(capability, records)) };
}

/** Pure; `records` by route. */
function presentCapability(
  capability: (typeof capabilities)[number],
  records: ReadonlyMap<string, RouteRecord>,
): Capability {
  const { id, name, missing, substitute, privilege, routes } = capability;
  const known = routes.flatMap((route) => records.get(route) ?? []);
  const failing = known
    .filter(({ state }) => state !== 'AVAILABLE')
    .sort((a, b) => a.since.getTime() - b.since.getTime());
  const latest = failing[0] ?? known.toSorted((a, b) => b.checkedAt.getTime() - a.checkedAt.getTime())[0];
  return {
    id,
    ...asField('name', name),
    state: latest?.state ?? 'UNKNOWN',
    available: latest ? failing.length === 0 : null,
    ...asField(
      'reason',
      failing.length === 0 ? null : say('capability.why.all', { reasons: failing.map((one) => reasonOf(one).ref) }),
    ),
    since: latest?.since.toISOString() ?? null,
    checkedAt: latest?.checkedAt.toISOString() ?? null,
    nextTryAt: latest?.nextTryAt?.toISOString() ?? null,
    ...asField('missing', missing),
    ...asField('substitute', substitute),
    ...asField('privilege', privilege === null ? say('capability.noPrivilege') : { text: privilege, ref: null }),
    routes: routes.map((route) => ({
      route,
      state: records.get(route)?.state ?? 'UNKNOWN',
      status: records.get(route)?.status ?? null,
    })),
  };
}

function reasonOf({ route, state, status }: RouteRecord): ServerText {
  const answered = status === null ? null : { route, status: String(status) };
  switch (state) {
    case 'DENIED':
      return answered ? say('capability.why.deniedStatus', answered) : say('capability.why.denied', { route });
    case 'NOT_UNDERSTOOD':
      return say('capability.why.notUnderstood', { route });
    case 'OUTAGE':
      return answered ? say('capability.why.fails', answered) : say('capability.why.silent', { route });
    default:
      return answered ? say('capability.why.missingStatus', answered) : say('capability.why.missing', { route });
  }
}
