import * as z from 'zod';
import { fault } from './faults';
import { ListOf, ListQuery } from './list';
import { Guid, Instant, Ref, Sentence, TenantSlug, ThingName } from './scalar';
import { TextRef } from './server-text';

export const ownershipSources = ['MANUAL', 'PROJECT', 'RESTORE', 'CREATED'] as const;

export const ProviderMachine = z.object({
  guid: z.string(),
  name: ThingName,
  platform: z.string(),
  present: z.boolean(),
  project: Ref.nullable(),
  owner: z
    .object({
      slug: TenantSlug,
      name: ThingName,
      source: z.enum(ownershipSources),
      assignedBy: z.string().nullable(),
      assignedAt: Instant,
    })
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
  machines: z.array(Guid).min(1, fault('chooseMachine')).max(1000),
  tenant: TenantSlug.nullable(),
});
export type AssignOwnershipBody = z.output<typeof AssignOwnershipBody>;

/** How many machines were assigned to another tenant; those that were assigned already are not counted. */
export const AssignOwnershipAnswer = z.object({ changed: z.number().int() });

/** A value of Storware's that the portal does not know: it is shown as unknown and never counts as success. */
export const NotUnderstood = z.object({
  kind: z.string(),
  value: Sentence,
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  count: z.number().int(),
});

/** Why Storware's certificate is not accepted, and which setting helps. */
export const CertificateFault = z.object({
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  validFrom: Instant.nullable(),
  validTo: Instant.nullable(),
  problem: z.string(),
  problemRef: TextRef.nullish(),
  remedy: z.string(),
  remedyRef: TextRef.nullish(),
});
export type CertificateFault = z.infer<typeof CertificateFault>;

/** The connection to Storware, for the provider only: the same from every process of the portal. */
export const StorwareLink = z.object({
  /** When a process of the portal last called Storware, or tried to; null before the first time. */
  asOf: Instant.nullable(),
  reachable: z.boolean(),
  latencyMs: z.number().nullable(),
  session: z.object({ since: Instant.nullable(), ageMs: z.number().nullable(), logins: z.number().int() }),
  breaker: z.enum(['closed', 'open', 'half-open']),
  lastError: z.object({ at: Instant, message: z.string(), messageRef: TextRef.nullish() }).nullable(),
  certificate: CertificateFault.nullable(),
  syncs: z.array(
    z.object({
      kind: z.string(),
      asOf: Instant.nullable(),
      attemptedAt: Instant.nullable(),
      durationMs: z.number().nullable(),
      count: z.number().int().nullable(),
      broken: z.number().int(),
      /** The code of what went wrong, and what that means. */
      error: z.string().nullable(),
      reason: z.string().nullable(),
      reasonRef: TextRef.nullish(),
    }),
  ),
  /**
   * Storware's clock minus the portal's, from its responses; null before it is known. `isOff`: more than a minute
   * apart, so that times can't be trusted.
   */
  clock: z.object({ differenceMs: z.number().nullable(), isOff: z.boolean() }),
  /** Values of Storware's that the portal did not understand, newest first, at most 100. */
  notUnderstood: z.array(NotUnderstood),
  counts: z.object({
    /** This and what follows, for a provider of chosen tenants: of those only; `unassigned` is null then. */
    machines: z.number().int(),
    unassigned: z.number().int().nullable(),
    recoveryPoints: z.number().int(),
    runningOperations: z.number().int(),
    openStreams: z.number().int(),
  }),
});
export type StorwareLink = z.infer<typeof StorwareLink>;

export const availabilities = ['AVAILABLE', 'MISSING', 'DENIED', 'NOT_UNDERSTOOD', 'OUTAGE', 'UNKNOWN'] as const;

/** Something beyond the vendor's guide that this Storware server may or may not offer to the portal's account. */
export const Capability = z.object({
  id: z.string(),
  name: z.string(),
  nameRef: TextRef.nullish(),
  /** UNKNOWN: not tried yet. */
  state: z.enum(availabilities),
  available: z.boolean().nullable(),
  /** Why it is not available, as text; null while it is available or not known. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
  since: Instant.nullable(),
  checkedAt: Instant.nullable(),
  /** The earliest time at which it is tried again. */
  nextTryAt: Instant.nullable(),
  /** What tenants miss without it. */
  missing: z.string(),
  missingRef: TextRef.nullish(),
  /** What the portal does instead. */
  substitute: z.string().nullable(),
  substituteRef: TextRef.nullish(),
  /** The required part of the account's role, in the words of Storware's role editor. */
  privilege: z.string(),
  privilegeRef: TextRef.nullish(),
  routes: z.array(z.object({ route: z.string(), state: z.enum(availabilities), status: z.number().int().nullable() })),
});
export type Capability = z.infer<typeof Capability>;
export const CapabilityList = z.object({ items: z.array(Capability) });
export type CapabilityList = z.infer<typeof CapabilityList>;

export const checklistItems = ['STORWARE', 'INVENTORY', 'TENANT', 'MACHINES', 'MEMBER'] as const;

/** What a new provider does first, in this order, as the database shows it now; empty for who may not do it. */
export const Checklist = z.object({
  /** Nothing is left to do; that Storware is out of reach later on changes nothing about it. */
  done: z.boolean(),
  items: z.array(
    z.object({
      id: z.enum(checklistItems),
      /** OPEN: for the provider to do; WAITING: happens by itself; FAULT: does not work, and `nextStep` says what helps. */
      state: z.enum(['DONE', 'OPEN', 'WAITING', 'FAULT']),
      text: z.string(),
      textRef: TextRef.nullish(),
      nextStep: z.string().nullable(),
      nextStepRef: TextRef.nullish(),
      /** Page of the portal where it is done or seen. */
      href: z.string().nullable(),
    }),
  ),
});
export type Checklist = z.infer<typeof Checklist>;
export type ChecklistItem = Checklist['items'][number];

/** The kinds of objects that a tenant may use without owning them, as the API names them. */
export const entitledLists = [
  'destinations',
  'managers',
  'hypervisors',
  'clusters',
  'storages',
  'projects',
  'networks',
  'flavors',
  'nodes',
] as const;
export type EntitledList = (typeof entitledLists)[number];

const listsOf = <T extends z.ZodType>(item: T) =>
  z.object({
    destinations: z.array(item),
    managers: z.array(item),
    hypervisors: z.array(item),
    clusters: z.array(item),
    storages: z.array(item),
    projects: z.array(item),
    networks: z.array(item),
    flavors: z.array(item),
    nodes: z.array(item),
  });

/**
 * What a tenant may use: the places of its own machines (`ownPlaces`, the default), and what the provider lists.
 * Restores to the file system of a node need a listed node; iSCSI needs `iscsi`.
 */
export const Entitlements = z.object({
  ownPlaces: z.boolean(),
  iscsi: z.boolean(),
  defaultDestination: z.string().nullable(),
  /** Listed by the provider. A name is null when Storware no longer has it. */
  listed: listsOf(z.object({ guid: z.string(), name: ThingName.nullable() })),
  /** What `ownPlaces` gives now; empty lists when it is off. */
  own: listsOf(Ref),
});
export type Entitlements = z.infer<typeof Entitlements>;

const guids = z
  .array(Guid)
  .max(5_000)
  .refine((list) => new Set(list).size === list.length, fault('oneTwice'));

/** Written as a whole: what is not listed is removed. */
export const PutEntitlementsBody = z.strictObject({
  ownPlaces: z.boolean(),
  iscsi: z.boolean(),
  defaultDestination: Guid.nullable(),
  listed: z.strictObject({
    destinations: guids,
    managers: guids,
    hypervisors: guids,
    clusters: guids,
    storages: guids,
    projects: guids,
    networks: guids,
    flavors: guids,
    nodes: guids,
  }),
});
export type PutEntitlementsBody = z.output<typeof PutEntitlementsBody>;
