import 'server-only';
import type { Capability, CapabilityList } from '@/lib/contracts/provider';
import { readRouteRecords } from '@/lib/mirror/storware-memory';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';
import type { RouteRecord } from '@/lib/storware/capability/availability';
import { capabilities } from '@/lib/storware/capability/table';

/** Every capability of the table with what is known of it: unavailable if any of its routes is. */
export async function listCapabilities(_scope: ProviderScope): Promise<CapabilityList> {
  const records = new Map((await readRouteRecords()).map((record) => [record.route, record]));
  return { items: capabilities.map((capability) => presentCapability(capability, records)) };
}

/** Pure; `records` by route. */
export function presentCapability(
  capability: (typeof capabilities)[number],
  records: ReadonlyMap<string, RouteRecord>,
): Capability {
  const { id, name, missing, substitute, privilege, routes } = capability;
  const known = routes.flatMap((route) => records.get(route) ?? []);
  const failing = known
    .filter(({ state }) => state !== 'AVAILABLE')
    .sort((a, b) => a.since.getTime() - b.since.getTime());
  const told = failing[0] ?? known.toSorted((a, b) => b.checkedAt.getTime() - a.checkedAt.getTime())[0];
  return {
    id,
    name,
    state: told?.state ?? 'UNKNOWN',
    available: told ? failing.length === 0 : null,
    reason: failing.length === 0 ? null : failing.map(reasonOf).join(' '),
    since: told?.since.toISOString() ?? null,
    checkedAt: told?.checkedAt.toISOString() ?? null,
    nextTryAt: told?.nextTryAt?.toISOString() ?? null,
    missing,
    substitute,
    privilege,
    routes: routes.map((route) => ({
      route,
      state: records.get(route)?.state ?? 'UNKNOWN',
      status: records.get(route)?.status ?? null,
    })),
  };
}

function reasonOf({ route, state, status }: RouteRecord): string {
  const answered = status === null ? '' : ` (${status})`;
  switch (state) {
    case 'DENIED':
      return `The portal’s account may not use ${route}${answered}.`;
    case 'NOT_UNDERSTOOD':
      return `What ${route} answers is not understood.`;
    case 'OUTAGE':
      return status === null ? `${route} does not answer.` : `${route} fails${answered}.`;
    default:
      return `This server does not have ${route}${answered}.`;
  }
}
