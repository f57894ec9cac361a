import * as z from 'zod';
import { ListOf, ListQuery } from './list';
import { Guid, Instant, Ref, Sentence, TenantSlug, ThingName } from './scalar';

export const ownershipSources = ['MANUAL', 'PROJECT', 'RESTORE', 'CREATED'] as const;

export const ProviderMachine = z.object({
  guid: z.string(),
  name: ThingName,
  platform: z.string(),
  present: z.boolean(),
  project: Ref.nullable(),
  owner: z
    .object({ slug: TenantSlug, name: ThingName, source: z.enum(ownershipSources), assignedBy: z.string().nullable(), assignedAt: Instant })
    .nullable(),
});
export type ProviderMachine = z.infer<typeof ProviderMachine>;

export const ProviderMachineList = ListOf(ProviderMachine);
export type ProviderMachineList = z.infer<typeof ProviderMachineList>;

export const ProviderMachineListQuery = ListQuery(['name', 'platform', 'project', 'owner'], 'name').extend({
  /** `none`: unassigned only; a slug: that tenant's only; absent: all. */
  owner: z.union([z.literal('none'), TenantSlug]).optional(),
  platform: z.string().max(64).optional(),
});
export type ProviderMachineListQuery = z.output<typeof ProviderMachineListQuery>;

export const AssignOwnershipBody = z.strictObject({
  machines: z.array(Guid).min(1, 'choose at least one machine').max(1000),
  tenant: TenantSlug.nullable(),
});
export type AssignOwnershipBody = z.output<typeof AssignOwnershipBody>;

/** How many machines changed hands; those that already were as asked are not counted. */
export const AssignOwnershipAnswer = z.object({ changed: z.number().int() });

export const ProviderTenant = z.object({
  slug: TenantSlug,
  name: ThingName,
  externalId: z.string().nullable(),
  machines: z.number().int(),
  members: z.number().int(),
});
export type ProviderTenant = z.infer<typeof ProviderTenant>;
export const ProviderTenantList = z.object({ items: z.array(ProviderTenant), unassigned: z.number().int() });
export type ProviderTenantList = z.infer<typeof ProviderTenantList>;

/** A value of Storware's that the portal has no meaning for: it is shown as unknown and counts as nothing good. */
export const NotUnderstood = z.object({ kind: z.string(), value: Sentence, firstSeenAt: Instant, lastSeenAt: Instant, count: z.number().int() });

/** The link to Storware, for the provider only. */
export const StorwareLink = z.object({
  reachable: z.boolean(),
  latencyMs: z.number().nullable(),
  session: z.object({ since: Instant.nullable(), ageMs: z.number().nullable(), logins: z.number().int() }),
  breaker: z.enum(['closed', 'open', 'half-open']),
  lastError: z.object({ at: Instant, message: z.string() }).nullable(),
  syncs: z.array(
    z.object({ kind: z.string(), asOf: Instant.nullable(), attemptedAt: Instant.nullable(), durationMs: z.number().nullable(), count: z.number().int().nullable(), broken: z.number().int(), error: z.string().nullable() }),
  ),
  /** Storware's clock minus the portal's, as its answers tell; null before it is known. `isOff`: more than a minute apart, so that times can't be trusted. */
  clock: z.object({ differenceMs: z.number().nullable(), isOff: z.boolean() }),
  /** What Storware said and the portal did not understand, the newest first, at most 100. */
  notUnderstood: z.array(NotUnderstood),
  counts: z.object({ machines: z.number().int(), unassigned: z.number().int(), recoveryPoints: z.number().int(), runningOperations: z.number().int(), openStreams: z.number().int() }),
});
export type StorwareLink = z.infer<typeof StorwareLink>;
