import 'server-only';
import { platformName } from '@/lib/contracts/machine';
import type { TextRef } from '@/lib/contracts/server-text';
import { asField, insideText, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import type { Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { ownPlaces, PlaceFacts, placeKinds } from './own-places';
import type { PlaceKind, PlaceSets } from './own-places';

declare const entitled: unique symbol;

/**
 * A place that a tenant may restore to, checked. Only this file creates one, so that no other can be named in a request
 * to Storware.
 */
export type EntitledPlace<K extends PlaceKind = PlaceKind> = {
  readonly [entitled]: true;
  readonly kind: K;
  readonly guid: string;
  readonly uuid: string | null;
  /** As the tenant may see it: addresses of managers and hypervisors are left out, several of one type are numbered. */
  readonly name: string;
  /** Of a name that the portal made. */
  readonly nameRef: TextRef | null;
  readonly facts: PlaceFacts;
  /** Of a cluster: the data centres of its hosts. */
  readonly dataCenters: readonly string[];
};

/** What a tenant may use, of the objects that Storware still has. */
export type EntitledPlaces = {
  all<K extends PlaceKind>(kind: K): readonly EntitledPlace<K>[];
  /** Undefined for what does not exist and for what the tenant may not use. */
  find<K extends PlaceKind>(kind: K, guid: string): EntitledPlace<K> | undefined;
};

/**
 * What the tenant may use: the places of its own machines (unless the provider turned that off), and what the provider
 * lists.
 */
export async function entitledPlaces(tenantId: string): Promise<EntitledPlaces> {
  const { ownPlaces: usesOwn, externalId } = await db().tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: { ownPlaces: true, externalId: true },
  });
  const [own, listed] = await Promise.all([
    usesOwn ? ownPlaces(db(), { id: tenantId, externalId }) : null,
    listedPlaces(db(), tenantId),
  ]);
  const places = new Map<PlaceKind, readonly EntitledPlace[]>();
  for (const kind of placeKinds)
    places.set(kind, await readPlaces(kind, new Set([...(own?.[kind] ?? []), ...listed[kind]])));
  return {
    all: <K extends PlaceKind>(kind: K) => (places.get(kind) ?? []) as readonly EntitledPlace<K>[],
    find: <K extends PlaceKind>(kind: K, guid: string) =>
      places.get(kind)?.find((place) => place.guid === guid) as EntitledPlace<K> | undefined,
  };
}

/** What the provider lists for a tenant, known to Storware or not. */
export async function listedPlaces(tx: Tx, tenantId: string): Promise<PlaceSets> {
  const rows = await tx.entitlement.findMany({
    where: { tenantId, kind: { not: 'DESTINATION' } },
    select: { kind: true, guid: true },
  });
  const of = (kind: PlaceKind): Set<string> => new Set(rows.filter((row) => row.kind === kind).map(({ guid }) => guid));
  return {
    MANAGER: of('MANAGER'),
    HYPERVISOR: of('HYPERVISOR'),
    CLUSTER: of('CLUSTER'),
    STORAGE: of('STORAGE'),
    PROJECT: of('PROJECT'),
    NETWORK: of('NETWORK'),
    FLAVOR: of('FLAVOR'),
    NODE: of('NODE'),
  };
}

async function readPlaces(kind: PlaceKind, guids: ReadonlySet<string>): Promise<EntitledPlace[]> {
  if (guids.size === 0) return [];
  const rows = await db().mirrorInfrastructure.findMany({
    where: { kind, guid: { in: [...guids] } },
    orderBy: [{ name: 'asc' }, { guid: 'asc' }],
  });
  const centres = kind === 'CLUSTER' ? await dataCentersOf(guids) : new Map<string, readonly string[]>();
  const places = rows.map(({ guid, uuid, name, data }) => {
    const facts = PlaceFacts.parse(data);
    const place: Omit<EntitledPlace, typeof entitled> = {
      kind,
      guid,
      uuid,
      ...asField('name', nameOf(kind, name, facts)),
      facts,
      dataCenters: centres.get(guid) ?? [],
    };
    return place as EntitledPlace;
  });
  return kind === 'MANAGER' || kind === 'HYPERVISOR' ? numbered(places) : places;
}

function nameOf(kind: PlaceKind, name: string, { platform }: PlaceFacts): GivenText {
  if (kind === 'MANAGER')
    return platform === null ? say('restore.place.manager') : { text: platformName(platform), ref: null };
  if (kind === 'HYPERVISOR')
    return platform === null
      ? say('restore.place.hypervisor')
      : say('restore.place.host', { platform: platformName(platform) });
  return { text: name, ref: null };
}

/** The name of a place, to be placed inside other texts. */
export function placeText({ name, nameRef }: Pick<EntitledPlace, 'name' | 'nameRef'>): GivenText {
  return { text: name, ref: nameRef };
}

/** Numbered among the tenant's own only, so that the number reveals nothing of others. */
function numbered(places: readonly EntitledPlace[]): EntitledPlace[] {
  const sorted = places.toSorted((a, b) => a.name.localeCompare(b.name) || (a.guid < b.guid ? -1 : 1));
  return sorted.map((place) => {
    const alike = sorted.filter(({ name }) => name === place.name);
    if (alike.length === 1) return place;
    const number = String(alike.indexOf(place) + 1);
    return {
      ...place,
      ...asField('name', say('restore.place.numbered', { name: insideText(placeText(place)), number })),
    };
  });
}

async function dataCentersOf(clusters: ReadonlySet<string>): Promise<Map<string, readonly string[]>> {
  const result = new Map<string, readonly string[]>();
  const hosts = await db().mirrorInfrastructure.findMany({ where: { kind: 'HYPERVISOR' }, select: { data: true } });
  for (const { dataCenter, clusterGuids } of hosts.map(({ data }) => PlaceFacts.parse(data))) {
    if (dataCenter === null) continue;
    for (const guid of clusterGuids.filter((cluster) => clusters.has(cluster)))
      result.set(guid, [...new Set([...(result.get(guid) ?? []), dataCenter])].sort());
  }
  return result;
}
