import type { Route } from '@/lib/storware/transport/route';
import { guideRoutes, routeName } from './guide';
import type { Capability } from './guide';
import { capabilities } from './table';
import type { CapabilityId } from './table';

const required: ReadonlySet<string> = new Set(guideRoutes);
const byRoute: ReadonlyMap<string, Capability & { readonly id: CapabilityId }> = new Map(
  capabilities.flatMap((capability) => capability.routes.map((route) => [route, capability] as const)),
);

/** The capability that a call belongs to; null for what the guide names. Throws for a route that neither the guide nor the table has. */
export function capabilityOf(
  route: Pick<Route, 'method' | 'template'>,
): (Capability & { readonly id: CapabilityId }) | null {
  const name = routeName(route);
  if (required.has(name)) return null;
  const capability = byRoute.get(name);
  if (!capability)
    throw new Error(
      `${name} is neither in the integration guide nor declared as a capability (lib/storware/capability/table.ts)`,
    );
  return capability;
}

/** The capability of that id. */
export function capabilityById(id: CapabilityId): Capability & { readonly id: CapabilityId } {
  const found = capabilities.find((capability) => capability.id === id);
  if (!found) throw new RangeError(`no such capability: ${id}`);
  return found;
}
