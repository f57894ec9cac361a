import 'server-only';
import * as z from 'zod';
import type { Tx } from '@/lib/db/client';

/** Kinds of restore targets; `EntitledKind` without destinations. */
export const placeKinds = [
  'MANAGER',
  'HYPERVISOR',
  'CLUSTER',
  'STORAGE',
  'PROJECT',
  'NETWORK',
  'FLAVOR',
  'NODE',
] as const;
export type PlaceKind = (typeof placeKinds)[number];
export type PlaceSets = Readonly<Record<PlaceKind, ReadonlySet<string>>>;

type Row = {
  managers: (string | null)[] | null;
  hypervisors: (string | null)[] | null;
  clusters: (string | null)[] | null;
  projects: (string | null)[] | null;
  flavors: (string | null)[] | null;
};

/**
 * The places of the machines that a tenant owns, or their last places for deleted ones. Storages are those at their
 * clusters and hypervisors. Never a node: those are the provider's own machines.
 */
export async function ownPlaces(tx: Tx, tenant: { id: string; externalId: string | null }): Promise<PlaceSets> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT array_agg(DISTINCT m."managerGuid") AS managers, array_agg(DISTINCT m."hypervisorGuid") AS hypervisors, array_agg(DISTINCT m."clusterGuid") AS clusters,
           array_agg(DISTINCT m."projectGuid") AS projects, array_agg(DISTINCT m."flavorGuid") AS flavors
    FROM "Ownership" o JOIN "MirrorMachine" m ON m."guid" = o."guid"
    WHERE o."kind" = 'MACHINE' AND o."tenantId" = ${tenant.id} AND m."deletedAt" IS NULL`;
  const networks = await tx.$queryRaw<{ guid: string }[]>`
    SELECT DISTINCT unnest(m."networkGuids") AS guid FROM "Ownership" o JOIN "MirrorMachine" m ON m."guid" = o."guid"
    WHERE o."kind" = 'MACHINE' AND o."tenantId" = ${tenant.id} AND m."deletedAt" IS NULL`;
  const named =
    tenant.externalId === null
      ? []
      : await tx.mirrorInfrastructure.findMany({
          where: { kind: 'PROJECT', uuid: tenant.externalId },
          select: { guid: true },
        });
  const places = {
    managers: setOf(row?.managers),
    hypervisors: setOf(row?.hypervisors),
    clusters: setOf(row?.clusters),
  };
  return {
    MANAGER: places.managers,
    HYPERVISOR: places.hypervisors,
    CLUSTER: places.clusters,
    STORAGE: await storagesAt(tx, places),
    PROJECT: new Set([...setOf(row?.projects), ...named.map(({ guid }) => guid)]),
    NETWORK: new Set(networks.map(({ guid }) => guid)),
    FLAVOR: setOf(row?.flavors),
    NODE: new Set(),
  };
}

function setOf(guids: readonly (string | null)[] | null | undefined): Set<string> {
  return new Set((guids ?? []).filter((guid) => guid !== null));
}

/** A storage without a known cluster belongs to its whole manager; one of unknown place to nobody. */
async function storagesAt(
  tx: Tx,
  { managers, hypervisors, clusters }: Record<'managers' | 'hypervisors' | 'clusters', ReadonlySet<string>>,
): Promise<Set<string>> {
  const rows = await tx.mirrorInfrastructure.findMany({
    where: { kind: 'STORAGE' },
    select: { guid: true, data: true },
  });
  const isHere = ({ clusterGuids, hypervisorGuids, managerGuid }: PlaceFacts): boolean => {
    if (clusterGuids.length > 0) return clusterGuids.some((guid) => clusters.has(guid));
    return hypervisorGuids.some((guid) => hypervisors.has(guid)) || (managerGuid !== null && managers.has(managerGuid));
  };
  return new Set(rows.filter(({ data }) => isHere(PlaceFacts.parse(data))).map(({ guid }) => guid));
}

const Ref = z.object({ guid: z.string() });

/**
 * The fields of `MirrorInfrastructure.data` that say where an object is; records of all kinds, so every field may be
 * missing.
 */
export const PlaceFacts = z
  .object({
    type: z.string().nullish(),
    host: z.string().nullish(),
    url: z.string().nullish(),
    dataCenterName: z.string().nullish(),
    freeBytes: z.number().nullish(),
    manager: Ref.nullish(),
    managerGuid: z.string().nullish(),
    cluster: Ref.nullish(),
    clusters: z.array(Ref).nullish(),
    hypervisor: Ref.nullish(),
    hypervisorGuids: z.array(z.string()).nullish(),
  })
  .transform((data) => ({
    /** Type of a manager or hypervisor, in Storware's words (STORWARE_API.md 12.7). */
    platform: data.type ?? null,
    /** For the provider only. */
    address: data.url ?? data.host ?? null,
    dataCenter: data.dataCenterName ?? null,
    freeBytes: data.freeBytes ?? null,
    managerGuid: data.managerGuid ?? data.manager?.guid ?? null,
    clusterGuids: [...(data.clusters ?? []), ...(data.cluster ? [data.cluster] : [])].map(({ guid }) => guid),
    hypervisorGuids: [
      ...new Set([...(data.hypervisorGuids ?? []), ...(data.hypervisor ? [data.hypervisor.guid] : [])]),
    ],
  }));
export type PlaceFacts = z.infer<typeof PlaceFacts>;
