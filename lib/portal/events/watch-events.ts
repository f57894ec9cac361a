import 'server-only';
import type { StreamEvent } from '@/lib/contracts/events';
import { expiringCache } from '@/lib/core/process-state';
import { db } from '@/lib/db/client';
import { readFreshness } from '@/lib/live/freshness';
import { feedPosition, subscribe } from '@/lib/live/hub';
import type { FeedItem } from '@/lib/live/hub';
import { presentMachines } from '@/lib/portal/machines/present-machines';
import { presentMount } from '@/lib/portal/mounts/read-mounts';
import { presentOperation } from '@/lib/portal/operations/present-operation';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** The id of the newest event that every later response includes; null while it is not known. */
export function newestShownEvent(): string | null {
  return feedPosition()?.toString() ?? null;
}

/** Fifty open pages of a tenant share one read of the same object. */
const shared = expiringCache<StreamEvent | null>('stream-events', { ttlMs: 5_000, max: 2_000 });

/**
 * The events of the tenant's machines, from now on or after `lastEventId`. Each object is read when it is sent, and
 * only if its machine is the tenant's at that moment. Ends when `signal` aborts.
 */
export async function* watchEvents(
  scope: TenantScope,
  { signal, lastEventId }: { signal: AbortSignal; lastEventId: string | null },
): AsyncGenerator<StreamEvent> {
  const afterSeq = lastEventId !== null && /^\d{1,18}$/.test(lastEventId) ? BigInt(lastEventId) : null;
  const items = subscribe({ tenantId: scope.tenant.id, afterSeq, signal });
  yield { id: null, event: 'freshness', data: await readFreshness() };
  const readsAudit = scope.permissions.has('audit:read');
  for await (const item of items) {
    if (item.kind === 'audit' && !readsAudit) continue;
    const event = await eventOf(scope.tenant.id, item);
    if (event) yield event;
  }
}

async function eventOf(tenantId: string, item: FeedItem): Promise<StreamEvent | null> {
  switch (item.kind) {
    case 'freshness':
      return { id: null, event: 'freshness', data: await readFreshness() };
    case 'resync':
      return { id: null, event: 'resync', data: { reason: 'Some changes were missed.' } };
    case 'position':
      return { id: String(item.seq), event: 'heartbeat', data: { at: new Date().toISOString() } };
    case 'gone-machine':
      return { id: String(item.seq), event: 'gone', data: { kind: 'machine', id: item.objectId } };
    case 'audit':
      return { id: String(item.seq), event: 'audit', data: {} };
    case 'policy':
      return { id: String(item.seq), event: 'policy', data: { guid: item.objectId } };
    case 'mount':
      return shared(`${tenantId}/${item.seq}`, () => mountEvent(tenantId, item.seq, item.objectId));
    case 'machine':
      return shared(`${tenantId}/${item.seq}`, () => machineEvent(tenantId, item.seq, item.objectId));
    case 'operation':
      return shared(`${tenantId}/${item.seq}`, () => operationEvent(tenantId, item.seq, item.objectId));
  }
}

async function machineEvent(tenantId: string, seq: bigint, guid: string): Promise<StreamEvent | null> {
  if (!(await isOwned(tenantId, guid))) return null;
  const rows = await db().mirrorMachine.findMany({ where: { guid, deletedAt: null } });
  const [data] = await presentMachines(rows, tenantId);
  return data
    ? { id: String(seq), event: 'machine', data }
    : { id: String(seq), event: 'gone', data: { kind: 'machine', id: guid } };
}

async function operationEvent(tenantId: string, seq: bigint, id: string): Promise<StreamEvent | null> {
  const row = await db().operation.findUnique({ where: { id } });
  // It was merged into another one.
  if (!row) return { id: String(seq), event: 'gone', data: { kind: 'operation', id } };
  if (!(await isOwned(tenantId, row.machineGuid))) return null;
  return { id: String(seq), event: 'operation', data: await presentOperation(row, tenantId) };
}

async function mountEvent(tenantId: string, seq: bigint, guid: string): Promise<StreamEvent | null> {
  const row = await db().mirrorMount.findUnique({ where: { guid } });
  if (!row || !(await isOwned(tenantId, row.machineGuid))) return null;
  return { id: String(seq), event: 'mount', data: await presentMount(row, tenantId) };
}

async function isOwned(tenantId: string, guid: string): Promise<boolean> {
  return (await db().ownership.count({ where: { kind: 'MACHINE', guid, tenantId } })) > 0;
}

/** The age of the data, for a person without a tenant. */
export async function* watchFreshness({ signal }: { signal: AbortSignal }): AsyncGenerator<StreamEvent> {
  const items = subscribe({ tenantId: null, afterSeq: null, signal });
  yield { id: null, event: 'freshness', data: await readFreshness() };
  for await (const item of items)
    if (item.kind === 'freshness') yield { id: null, event: 'freshness', data: await readFreshness() };
}
