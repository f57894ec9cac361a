import 'server-only';
import * as z from 'zod';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { startInventorySyncUnscoped } from '@/lib/storware/unscoped';
import type { InventoryPlace } from '@/lib/storware/unscoped';

const dayMs = 86_400_000;
/** Between two askings for one place; the server reads by itself at its own, much longer intervals. */
const askAgainMs = 60_000;

/** Where a restore went, as the journal keeps its request. */
const Target = z.union([
  z.object({ managerGuid: z.string() }),
  z.object({ hypervisorGuid: z.string() }),
  z.object({ target: z.union([z.object({ managerGuid: z.string() }), z.object({ hypervisorGuid: z.string() })]) }).transform(({ target }) => target),
]);
const StoredRequest = z.union([Target, z.object({ request: Target }).transform(({ request }) => request)]);

/** The places where machines came of restores that the mirror does not show yet. */
export async function awaitedPlaces(now: Date = new Date()): Promise<InventoryPlace[]> {
  const rows = await db().$queryRaw<{ request: unknown }[]>`
    SELECT r.request FROM "Operation" r
    WHERE r.kind = 'RESTORE' AND r."tenantId" IS NOT NULL AND r."resultMachineGuid" IS NOT NULL
      AND r."requestedAt" > ${new Date(now.getTime() - dayMs)}
      AND NOT EXISTS (SELECT 1 FROM "MirrorMachine" m WHERE m.guid = r."resultMachineGuid" AND m."deletedAt" IS NULL)`;
  const places = rows.flatMap(({ request }) => StoredRequest.safeParse(request).data ?? []);
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

/**
 * Makes the server read the inventory where restored machines are awaited, so that their tenants see them in minutes and not at the
 * server's next round. Each place is asked for at most once a minute.
 */
export function createInventoryAsker(): (signal: AbortSignal) => Promise<void> {
  const askedAt = new Map<string, number>();
  return async (signal) => {
    for (const place of await awaitedPlaces()) {
      const key = keyOf(place);
      if (Date.now() - (askedAt.get(key) ?? -Infinity) < askAgainMs) continue;
      askedAt.set(key, Date.now());
      const outcome = await startInventorySyncUnscoped(place, { signal });
      if (outcome.kind !== 'accepted') log.warn({ room: 'worker', outcome: outcome.kind }, 'could not ask for an inventory of restored machines');
    }
  };
}

function keyOf(place: InventoryPlace): string {
  return 'managerGuid' in place ? place.managerGuid : place.hypervisorGuid;
}
