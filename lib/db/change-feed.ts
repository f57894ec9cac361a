import 'server-only';
import * as z from 'zod';
import { currentClaimant, isReadOnlyCall } from '@/lib/core/call-context';
import type { Tx } from './client';
import { Prisma } from './generated/client';
import { doLast } from './last-acts';
import type { LastAct } from './last-acts';
import { lockSpaces } from './lock-spaces';

export const changeChannel = 'portal_change';
export const freshnessChannel = 'portal_freshness';
/**
 * Notified by triggers of the database, with the id of the user: a session ended or changed its tenant, a membership, an
 * account or a provider's tenants changed, a tenant was suspended.
 */
export const accessChannel = 'portal_access';

/** How long changes are kept: a client that was disconnected for longer must read everything again. */
export const feedKeptMs = 3_600_000;

export type Change = { kind: 'machine' | 'operation' | 'policy' | 'mount'; objectId: string; machineGuid: string };
export type TenantChange = {
  tenantId: string | null;
  kind: 'machine' | 'operation' | 'policy' | 'mount' | 'gone-machine' | 'audit' | 'resync';
  objectId: string;
};

/**
 * Writes changes into the feed of the tenant that owns the machine of each; changes of machines without an owner are
 * dropped. They are written last in the transaction, which holds the feed's lock from then on.
 */
export async function recordChanges(tx: Tx, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const owners = await tx.ownership.findMany({
    where: { kind: 'MACHINE', guid: { in: [...new Set(changes.map((change) => change.machineGuid))] } },
    select: { guid: true, tenantId: true },
  });
  const tenantOf = new Map(owners.map((owner) => [owner.guid, owner.tenantId]));
  await recordTenantChanges(
    tx,
    changes.flatMap(({ kind, objectId, machineGuid }) => {
      const tenantId = tenantOf.get(machineGuid);
      return tenantId === undefined ? [] : [{ tenantId, kind, objectId }];
    }),
  );
}

/** Writes changes into the feed of named tenants, last in the transaction; `tenantId` null reaches everyone. */
export function recordTenantChanges(tx: Tx, changes: readonly TenantChange[]): Promise<void> {
  return doLast(tx, feedWrite, changes);
}

const feedWrite: LastAct<TenantChange> = {
  rank: 2,
  run: async (tx, changes) => {
    // Serialises transactions that write the feed, so that sequence numbers become visible in their order.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.changeFeed})`;
    await tx.changeEvent.createMany({ data: [...changes] });
    await tx.$executeRaw(Prisma.sql`SELECT pg_notify(${changeChannel}, '')`);
  },
};

/** Notifies every process that the age of the mirrored data changed. */
export async function announceFreshness(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${freshnessChannel}, '')`;
}

export const syncRequestChannel = 'portal_sync';

/** What a process requests from the elected sync worker, which may be in another process. */
export const SyncRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tasks') }),
  z.object({ kind: z.literal('machines') }),
  z.object({ kind: z.literal('policies') }),
  z.object({ kind: z.literal('mounts') }),
  z.object({
    kind: z.literal('machine'),
    guid: z.string(),
    /** Requests are limited for each tenant. */ tenant: z.string().optional(),
  }),
]);
export type SyncRequest = z.infer<typeof SyncRequest>;

/**
 * Requests that the sync worker reads something soon. The worker joins and limits requests, so that repeating them
 * costs Storware nothing. A HEAD request has no effect.
 */
export async function requestSync(tx: Tx, request: SyncRequest): Promise<void> {
  if (isReadOnlyCall()) return;
  await tx.$executeRaw`SELECT pg_notify(${syncRequestChannel}, ${JSON.stringify(request.kind === 'machine' ? { tenant: currentClaimant().tenant, ...request } : request)})`;
}
