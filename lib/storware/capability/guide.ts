import type { ServerText } from '@/lib/contracts/server-text';
import type { Route } from '@/lib/storware/transport/exchange';
import { capabilities } from './table';
import type { CapabilityId } from './table';

/** `GET /tasks/{guid}`: the form that may be logged, and the key of its availability. */
export type RouteName = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`;

/**
 * What every supported Storware server has: the integration guide's endpoints, and the lists that its requests choose
 * from.
 */
export const guideRoutes: readonly RouteName[] = [
  'POST /session/login',
  'GET /virtual-machines',
  'GET /virtual-machines/{guid}',
  'POST /tasks/export',
  'GET /tasks',
  'GET /tasks/{guid}',
  'GET /backups',
  'POST /tasks/restore-and-import',
  'GET /schedules',
  'POST /schedules',
  'GET /schedules/{guid}',
  'PUT /schedules/{guid}',
  'DELETE /schedules/{guid}',
  'GET /policies/vm-backup',
  'POST /policies/vm-backup',
  'GET /policies/vm-backup/{guid}',
  'PUT /policies/vm-backup/{guid}',
  'DELETE /policies/vm-backup/{guid}',
  'POST /rules/vm-backup',
  'PUT /rules/vm-backup/{guid}',
  'DELETE /rules/vm-backup/{guid}',
  'GET /backup-destinations',
  'GET /hypervisor-managers',
  'GET /hypervisors',
];

/**
 * Something that a Storware server may or may not have, depending on its version, its licence, or the role of the
 * portal's account.
 */
export type Capability = {
  readonly id: string;
  readonly name: ServerText;
  readonly routes: readonly RouteName[];
  /** What tenants miss without it; for the provider. */
  readonly missing: ServerText;
  /** What the portal does instead; null: nothing. */
  readonly substitute: ServerText | null;
  /**
   * The required section of the account's role, in the words of Storware's role editor (STORWARE_API.md 1.7); null: none.
   */
  readonly privilege: string | null;
  /** The text for a tenant where it is not offered. */
  readonly reason: ServerText;
};

export function routeName({ method, template }: Pick<Route, 'method' | 'template'>): RouteName {
  return `${method} ${template as `/${string}`}`;
}

const required: ReadonlySet<string> = new Set(guideRoutes);
const byRoute: ReadonlyMap<string, Capability & { readonly id: CapabilityId }> = new Map(
  capabilities.flatMap((capability) => capability.routes.map((route) => [route, capability] as const)),
);

/**
 * The capability of a call; null for endpoints of the guide. Throws for a route that neither the guide nor the table
 * has.
 */
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
