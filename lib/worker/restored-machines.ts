import 'server-only';
import * as z from 'zod';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { claimByRestore } from '@/lib/mirror/claim-by-restore';
import { adoptMachine } from '@/lib/mirror/write-machines';
import { startInventorySyncUnscoped } from '@/lib/storware/unscoped';
import type { InventoryPlace } from '@/lib/storware/unscoped';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Between two askings for the inventory of one restored machine; the server reads by itself at its own, much longer intervals. */
const askAgainMs = minuteMs;
const eager = { everyMs: 2_000, forMs: 10 * minuteMs } as const;
const patientMs = 30_000;
const idleMs = 5 * minuteMs;

/** Where a restore went, as the journal keeps its request. */
const Target = z.union([z.object({ managerGuid: z.string() }), z.object({ hypervisorGuid: z.string() })]);
const Placed = z.union([Target, z.object({ target: Target }).transform(({ target }) => target)]);
const StoredRequest = z.union([Placed, z.object({ request: Placed }).transform(({ request }) => request)]).nullable().catch(null);

type Awaited = { readonly guid: string; readonly place: InventoryPlace | null; readonly since: Date };

/** The machines that came of tenants' restores and that the mirror does not show yet. */
async function awaitedMachines(now: Date): Promise<Awaited[]> {
  const rows = await db().$queryRaw<{ guid: string; request: unknown; since: Date }[]>`
    SELECT r."resultMachineGuid" AS guid, r.request, COALESCE(r."finishedAt", r."requestedAt") AS since FROM "Operation" r
    WHERE r.kind = 'RESTORE' AND r."tenantId" IS NOT NULL AND r."resultMachineGuid" IS NOT NULL AND r."requestedAt" > ${new Date(now.getTime() - dayMs)}
      AND NOT EXISTS (SELECT 1 FROM "MirrorMachine" m WHERE m.guid = r."resultMachineGuid" AND m."deletedAt" IS NULL)`;
  return rows.map(({ guid, request, since }) => ({ guid, place: StoredRequest.parse(request), since }));
}

/**
 * Makes a round that looks for each awaited machine by its own guid and has the server read the inventory where it must have come
 * to be, so that its tenant gets it within moments and not at the server's next reading. Answers when the next round is due.
 */
export function createRestoredRounds(): (signal: AbortSignal) => Promise<number> {
  const askedAt = new Map<string, number>();
  return async (signal) => {
    const now = new Date();
    const awaited = await awaitedMachines(now);
    const missing: Awaited[] = [];
    for (const machine of awaited) if (!(await adoptMachine(machine.guid, signal))) missing.push(machine);
    await claimByRestore();
    for (const { guid, place } of missing) {
      if (place === null || now.getTime() - (askedAt.get(guid) ?? -Infinity) < askAgainMs) continue;
      askedAt.set(guid, now.getTime());
      const outcome = await startInventorySyncUnscoped(place, { signal });
      if (outcome.kind !== 'accepted') log.warn({ room: 'worker', outcome: outcome.kind }, 'could not ask for the inventory of a restored machine');
    }
    for (const guid of askedAt.keys()) if (!missing.some((machine) => machine.guid === guid)) askedAt.delete(guid);
    if (missing.length === 0) return idleMs;
    return missing.some(({ since }) => now.getTime() - since.getTime() < eager.forMs) ? eager.everyMs : patientMs;
  };
}
