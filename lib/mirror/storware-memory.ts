import 'server-only';
import * as z from 'zod';
import { TextRef } from '@/lib/contracts/server-text';
import type { ServerText } from '@/lib/contracts/server-text';
import { storedRef } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { capabilityById } from '@/lib/storware/capability/guide';
import type { RouteName } from '@/lib/storware/capability/guide';
import { capabilities } from '@/lib/storware/capability/table';
import type { CapabilityId } from '@/lib/storware/capability/table';
import type { RouteRecord, StorwareMemory } from '@/lib/storware/capability/availability';
import { setStorwareMemory } from '@/lib/storware/capability/availability';
import type { LinkStatus } from '@/lib/storware/model/result';

const states = ['AVAILABLE', 'MISSING', 'DENIED', 'NOT_UNDERSTOOD', 'OUTAGE'] as const;
const known = new Map<string, CapabilityId>(
  capabilities.flatMap(({ id, routes }) => routes.map((route) => [route, id] as const)),
);
const Row = z.object({
  route: z
    .string()
    .refine((route) => known.has(route))
    .transform((route) => route as RouteName),
  state: z.enum(states),
  status: z.number().nullable(),
  since: z.date(),
  checkedAt: z.date(),
  failures: z.number(),
  nextTryAt: z.date().nullable(),
});

/** What is known of the routes of capabilities. Unknown rows of another version of the portal are left out. */
export async function readRouteRecords(): Promise<RouteRecord[]> {
  const rows = await db().storwareRoute.findMany();
  return rows.flatMap((row) => {
    const parsed = Row.safeParse(row);
    const capability = known.get(row.route);
    return parsed.success && capability ? [{ ...parsed.data, capability }] : [];
  });
}

/**
 * What the server does not offer now, each with the reason that a tenant sees. A capability that is due for another try
 * may be tried.
 */
export async function unofferedCapabilities(): Promise<ReadonlyMap<CapabilityId, ServerText>> {
  const now = new Date();
  const missing = (await readRouteRecords()).filter(
    ({ state, nextTryAt }) => state !== 'AVAILABLE' && nextTryAt !== null && nextTryAt > now,
  );
  return new Map(missing.map(({ capability }) => [capability, capabilityById(capability).reason]));
}

const StoredCertificate = z
  .object({
    subject: z.string().nullable(),
    issuer: z.string().nullable(),
    validFrom: z.coerce.date().nullable(),
    validTo: z.coerce.date().nullable(),
    problem: z.string(),
    problemRef: TextRef.nullable().default(null),
    remedy: z.string(),
    remedyRef: TextRef.nullable().default(null),
  })
  .nullable()
  .catch(null);

/** The connection status of the newest call of any process, and its time; null before the first call. */
export async function readLinkState(): Promise<(LinkStatus & { observedAt: Date }) | null> {
  const row = await db().storwareLinkState.findUnique({ where: { id: 1 } });
  if (!row) return null;
  const { breaker, certificate, lastErrorRef, id: _id, ...rest } = row;
  return {
    ...rest,
    breaker: z.enum(['closed', 'open', 'half-open']).catch('closed').parse(breaker),
    lastErrorRef: storedRef(lastErrorRef),
    certificate: StoredCertificate.parse(certificate),
  };
}

const memory: StorwareMemory = {
  load: readRouteRecords,
  save: async ({ route, ...record }) => {
    // The process with the latest request has the newest status.
    await db().$executeRaw`
      INSERT INTO "StorwareRoute" AS r (route, capability, state, status, since, "checkedAt", failures, "nextTryAt")
      VALUES (${route}, ${record.capability}, ${record.state}, ${record.status}, ${record.since}, ${record.checkedAt}, ${record.failures}, ${record.nextTryAt})
      ON CONFLICT (route) DO UPDATE SET capability = EXCLUDED.capability, state = EXCLUDED.state, status = EXCLUDED.status, since = EXCLUDED.since,
        "checkedAt" = EXCLUDED."checkedAt", failures = EXCLUDED.failures, "nextTryAt" = EXCLUDED."nextTryAt"
      WHERE r."checkedAt" <= EXCLUDED."checkedAt"`;
  },
  saveLink: async (link) => {
    const now = new Date();
    const certificate = link.certificate && {
      ...link.certificate,
      validFrom: link.certificate.validFrom?.toISOString() ?? null,
      validTo: link.certificate.validTo?.toISOString() ?? null,
    };
    await db().$executeRaw`
      INSERT INTO "StorwareLinkState" AS l (id, "observedAt", reachable, "latencyMs", "clockDifferenceMs", "sessionSince", logins, breaker, "lastSuccessAt", "lastErrorAt", "lastError", "lastErrorRef", certificate)
      VALUES (1, ${now}, ${link.reachable}, ${link.latencyMs}, ${link.clockDifferenceMs === null ? null : Math.max(-2_000_000_000, Math.min(2_000_000_000, link.clockDifferenceMs))}, ${link.sessionSince}, ${link.logins}, ${link.breaker}, ${link.lastSuccessAt}, ${link.lastErrorAt}, ${link.lastError}, ${jsonOf(link.lastErrorRef)}::jsonb, ${jsonOf(certificate)}::jsonb)
      ON CONFLICT (id) DO UPDATE SET "observedAt" = EXCLUDED."observedAt", reachable = EXCLUDED.reachable, "latencyMs" = EXCLUDED."latencyMs", "clockDifferenceMs" = EXCLUDED."clockDifferenceMs",
        "sessionSince" = EXCLUDED."sessionSince", logins = EXCLUDED.logins, breaker = EXCLUDED.breaker,
        "lastSuccessAt" = GREATEST(l."lastSuccessAt", EXCLUDED."lastSuccessAt"),
        "lastError" = CASE WHEN l."lastErrorAt" > EXCLUDED."lastErrorAt" OR EXCLUDED."lastErrorAt" IS NULL THEN l."lastError" ELSE EXCLUDED."lastError" END,
        "lastErrorRef" = CASE WHEN l."lastErrorAt" > EXCLUDED."lastErrorAt" OR EXCLUDED."lastErrorAt" IS NULL THEN l."lastErrorRef" ELSE EXCLUDED."lastErrorRef" END,
        "lastErrorAt" = GREATEST(l."lastErrorAt", EXCLUDED."lastErrorAt"), certificate = EXCLUDED.certificate
      WHERE l."observedAt" <= EXCLUDED."observedAt"`;
  },
};

function jsonOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Lets the Storware client of this process store its results in the database, where every replica reads them. */
export function rememberStorware(): void {
  setStorwareMemory(memory);
}
