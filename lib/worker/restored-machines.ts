import 'server-only';
import * as z from 'zod';
import { apart } from '@/lib/core/apart';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { claimByRestore } from '@/lib/mirror/machines/claims';
import { syncNewMachine } from '@/lib/mirror/machines/sync-machines';
import { startInventorySyncUnscoped } from '@/lib/storware/unscoped';
import type { InventoryPlace } from '@/lib/storware/unscoped';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/**
 * Minimum time between two inventory requests for one restored machine; the server reads by itself only at much longer
 * intervals.
 */
const inventoryPauseMs = minuteMs;
const idleMs = 5 * minuteMs;

/**
 * How often a machine is looked up, by how long ago its restore ended: it is assigned however long restore and server
 * take.
 */
function checkPauseMs(waitedMs: number): number {
  if (waitedMs < 10 * minuteMs) return 2_000;
  return waitedMs < dayMs ? 30_000 : hourMs;
}

/** The target of a restore, as the journal stores its request. */
const Target = z.union([z.object({ managerGuid: z.string() }), z.object({ hypervisorGuid: z.string() })]);
const Placed = z.union([Target, z.object({ target: Target }).transform(({ target }) => target)]);
const StoredRequest = z
  .union([Placed, z.object({ request: Placed }).transform(({ request }) => request)])
  .nullable()
  .catch(null);

type Awaited = { readonly guid: string; readonly place: InventoryPlace | null; readonly since: Date };

/** The machines restored by tenants that have no owner yet and are not in the mirror. */
async function awaitedMachines(): Promise<Awaited[]> {
  const rows = await db().$queryRaw<{ guid: string; request: unknown; since: Date }[]>`
    SELECT r."resultMachineGuid" AS guid, r.request, COALESCE(r."finishedAt", r."requestedAt") AS since FROM "Operation" r
    WHERE r.kind = 'RESTORE' AND r."tenantId" IS NOT NULL AND r."resultMachineGuid" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "Ownership" o WHERE o.kind = 'MACHINE' AND o.guid = r."resultMachineGuid")
      AND NOT EXISTS (SELECT 1 FROM "OwnershipDenial" d WHERE d.guid = r."resultMachineGuid" AND d."tenantId" = r."tenantId")
      AND NOT EXISTS (SELECT 1 FROM "MirrorMachine" m WHERE m.guid = r."resultMachineGuid" AND m."deletedAt" IS NULL)`;
  return rows.map(({ guid, request, since }) => ({ guid, place: StoredRequest.parse(request), since }));
}

const eachApart = apart<Awaited>({
  module: 'worker',
  message: 'a restored machine could not be looked for',
  keyOf: ({ guid }) => guid,
});

/**
 * Creates a round that looks up each expected machine by its guid and lets the server read the inventory of its target,
 * so that its tenant gets it within moments. Returns when the next round is due.
 */
export function createRestoredRounds(): (signal: AbortSignal) => Promise<number> {
  const lastReadAt = new Map<string, number>();
  const checkedAt = new Map<string, number>();
  return async (signal) => {
    const now = Date.now();
    const awaited = await awaitedMachines();
    const missing = new Set(awaited);
    const every = ({ since }: Awaited): number => checkPauseMs(now - since.getTime());
    const due = awaited.filter((machine) => now - (checkedAt.get(machine.guid) ?? -Infinity) >= every(machine));
    await eachApart(
      due,
      async (machine) => {
        checkedAt.set(machine.guid, now);
        if (await syncNewMachine(machine.guid, signal)) missing.delete(machine);
      },
      signal,
    );
    await claimByRestore();
    await eachApart(
      due.filter((machine) => missing.has(machine)),
      async (machine) => {
        const { guid, place } = machine;
        if (place === null || now - (lastReadAt.get(guid) ?? -Infinity) < Math.max(inventoryPauseMs, every(machine)))
          return;
        lastReadAt.set(guid, now);
        const outcome = await startInventorySyncUnscoped(place, { signal });
        if (outcome.kind !== 'accepted')
          log.warn(
            { module: 'worker', outcome: outcome.kind },
            'could not ask for the inventory of a restored machine',
          );
      },
      signal,
    );
    const guids = new Set([...missing].map(({ guid }) => guid));
    for (const times of [lastReadAt, checkedAt])
      for (const guid of times.keys()) if (!guids.has(guid)) times.delete(guid);
    return Math.min(idleMs, ...[...missing].map(every));
  };
}
