import * as z from 'zod';
import { Instant, TenantSlug, ThingName } from './scalar';
import { tenantStatuses } from './tenant';

const Count = z.number().int();

/** How many machines are in each state; `failing` includes those of which nothing can be restored. */
const ProtectionCounts = z.object({ protected: Count, late: Count, failing: Count, unprotected: Count });

/** One tenant in figures. Null is unknown, never zero. */
export const TenantFigures = z.object({
  slug: TenantSlug,
  name: ThingName,
  status: z.enum(tenantStatuses),
  internal: z.boolean(),
  machines: Count.nullable(),
  now: ProtectionCounts.nullable(),
  /** Null while nothing was recorded then. */
  dayAgo: ProtectionCounts.nullable(),
  withoutPolicy: Count.nullable(),
  /** The newest good backup of any of its machines; null without any. */
  lastGoodAt: Instant.nullable(),
  /** Of all recovery points that can be restored; null if the size of one is not known. */
  storedBytes: Count.nullable(),
});
export type TenantFigures = z.infer<typeof TenantFigures>;

/** The sum over customers: of those whose figure is known; not complete if one is not. */
const Total = z.object({ value: Count.nullable(), complete: z.boolean() });
export const totalled = [
  'machines',
  'protected',
  'late',
  'failing',
  'unprotected',
  'withoutPolicy',
  'storedBytes',
] as const;
export type Totalled = (typeof totalled)[number];

export const ProviderOverview = z.object({
  items: z.array(TenantFigures),
  /** Without internal tenants. */
  totals: z.object(Object.fromEntries(totalled.map((name) => [name, Total])) as Record<Totalled, typeof Total>),
  /** Machines that belong to nobody; null if unknown, and for a provider of chosen tenants. */
  unassigned: Count.nullable(),
  /** When the portal last read the machines; null before the first time: no figure is known then. */
  asOf: Instant.nullable(),
});
export type ProviderOverview = z.infer<typeof ProviderOverview>;
