import * as z from 'zod';
import { Guid, Ref, ThingName } from './scalar';

/** The kinds of things that a tenant may use without owning them, as the API calls them. */
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
 * What a tenant may use: where its own machines live now (`ownPlaces`, the default), and what the provider lists. Restores to the
 * file system of a node need a listed node; iSCSI needs `iscsi`.
 */
export const Entitlements = z.object({
  ownPlaces: z.boolean(),
  iscsi: z.boolean(),
  defaultDestination: z.string().nullable(),
  /** Listed by the provider. A name is null when Storware no longer has it. */
  listed: listsOf(z.object({ guid: z.string(), name: ThingName.nullable() })),
  /** What `ownPlaces` gives today; empty lists when it is off. */
  own: listsOf(Ref),
});
export type Entitlements = z.infer<typeof Entitlements>;

const guids = z
  .array(Guid)
  .max(5_000)
  .refine((list) => new Set(list).size === list.length, 'names one twice');

/** Written whole: what is not named is taken away. */
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
