import type { ServerText } from '@/lib/contracts/server-text';
import { asServerText, listed, say } from '@/lib/core/say';
import { placeText } from '@/lib/portal/scope/entitled-places';
import type { EntitledPlace, EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { RestoreTargets } from '@/lib/storware/authorized/restore-choices';
import type { Chosen } from './choose-places';
import type { PlatformNeeds } from './platform-needs';

export type TargetPlace = EntitledPlace<'MANAGER'> | EntitledPlace<'HYPERVISOR'>;
export type ClusterPlace = EntitledPlace<'CLUSTER'> | EntitledPlace<'HYPERVISOR'>;

/** A choice at a target. `within`: guids of other choices, one of which must be chosen too. */
export type At<T> = { readonly place: T; readonly within: readonly string[] };
type DataCenter = { readonly name: string; readonly within: readonly string[] };

/** What the tenant may choose at one target. */
export type TargetChoices = {
  readonly clusters: readonly At<ClusterPlace>[];
  readonly storages: readonly At<EntitledPlace<'STORAGE'>>[];
  readonly projects: readonly At<EntitledPlace<'PROJECT'>>[];
  readonly networks: readonly At<EntitledPlace<'NETWORK'>>[];
  readonly flavors: readonly At<EntitledPlace<'FLAVOR'>>[];
  readonly dataCenters: readonly DataCenter[];
};

const nothing: TargetChoices = { clusters: [], storages: [], projects: [], networks: [], flavors: [], dataCenters: [] };

/** The choices at `target` for a platform with these needs. Objects of unknown place are left out. Pure. */
export function choicesAt(places: EntitledPlaces, needs: PlatformNeeds, target: TargetPlace): TargetChoices {
  if (target.kind === 'HYPERVISOR') return atHypervisor(places, needs, target);
  const isHere = ({ facts }: EntitledPlace): boolean => facts.managerGuid === target.guid;
  const all = places.all('CLUSTER').filter(isHere);
  const clusters: ClusterPlace[] =
    needs.cluster === 'none'
      ? []
      : all.length === 0 && needs.hostsAsClusters
        ? places.all('HYPERVISOR').filter(isHere)
        : all;
  const here = [target.guid];
  /** If no cluster is required, objects of a cluster can be chosen at the whole manager. */
  const inClusters = (guids: readonly string[]): string[] =>
    needs.cluster === 'required' ? [...guids] : [...guids, target.guid];
  return {
    clusters: clusters.map((place) => ({ place, within: here })),
    storages:
      needs.storage === 'none'
        ? []
        : places.all('STORAGE').flatMap((place) => {
            const guids = place.facts.clusterGuids.filter((guid) => all.some((cluster) => cluster.guid === guid));
            if (guids.length > 0) return [{ place, within: inClusters(guids) }];
            return place.facts.clusterGuids.length === 0 && isHere(place) ? [{ place, within: here }] : [];
          }),
    projects:
      needs.project === 'none'
        ? []
        : places
            .all('PROJECT')
            .filter(isHere)
            .map((place) => ({ place, within: here })),
    networks: !needs.networks
      ? []
      : places
          .all('NETWORK')
          .filter(isHere)
          .flatMap((place) => {
            if (place.facts.clusterGuids.length === 0) return [{ place, within: here }];
            const guids = place.facts.clusterGuids.filter((guid) => all.some((cluster) => cluster.guid === guid));
            return guids.length === 0 ? [] : [{ place, within: inClusters(guids) }];
          }),
    flavors: !needs.flavor
      ? []
      : places
          .all('FLAVOR')
          .filter(isHere)
          .map((place) => ({ place, within: here })),
    dataCenters: needs.dataCenter === 'none' ? [] : dataCentersAt(places, target, all),
  };
}

function atHypervisor(
  places: EntitledPlaces,
  needs: PlatformNeeds,
  target: EntitledPlace<'HYPERVISOR'>,
): TargetChoices {
  const here = [target.guid];
  const { dataCenter } = target.facts;
  return {
    ...nothing,
    storages:
      needs.storage === 'none'
        ? []
        : places
            .all('STORAGE')
            .filter(({ facts }) => facts.hypervisorGuids.includes(target.guid))
            .map((place) => ({ place, within: here })),
    dataCenters: needs.dataCenter === 'none' || dataCenter === null ? [] : [{ name: dataCenter, within: here }],
  };
}

function dataCentersAt(
  places: EntitledPlaces,
  target: EntitledPlace<'MANAGER'>,
  clusters: readonly EntitledPlace<'CLUSTER'>[],
): DataCenter[] {
  const within = new Map<string, Set<string>>();
  const add = (name: string, guid: string): void =>
    void within.set(name, (within.get(name) ?? new Set<string>()).add(guid));
  for (const cluster of clusters) for (const name of cluster.dataCenters) add(name, cluster.guid);
  for (const { guid, facts } of places.all('HYPERVISOR')) {
    if (facts.managerGuid !== target.guid || facts.dataCenter === null) continue;
    // A host in a cluster is not chosen itself, but through its cluster.
    if (facts.clusterGuids.length === 0) add(facts.dataCenter, clusters.length === 0 ? guid : target.guid);
  }
  return [...within]
    .map(([name, guids]) => ({ name, within: [...guids] }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether a choice is available together with the chosen ones. */
export function isWithin({ within }: { readonly within: readonly string[] }, chosen: ReadonlySet<string>): boolean {
  return within.length === 0 || within.some((guid) => chosen.has(guid));
}

/** Targets that the server offers and the tenant may use: managers if the server offers any, else hypervisors (STORWARE_API.md 15). */
export function offeredTargets(places: EntitledPlaces, { managers, hypervisors }: RestoreTargets): TargetPlace[] {
  if (managers.length > 0)
    return places.all('MANAGER').filter((place) => managers.some(({ guid }) => guid === place.guid));
  return places.all('HYPERVISOR').filter((place) => hypervisors.some(({ guid }) => guid === place.guid));
}

/** The target in names that its tenant may see, such as "OpenStack · project acme · nova". */
export function targetText({ where }: Chosen): ServerText {
  if (where.mode === 'FILE_SYSTEM') return say('restore.target.node', { node: where.node.name });
  const { target, project, cluster, dataCenter, storage, needs } = where;
  const parts = [
    placeText(target),
    project && say(`restore.target.${needs.projectCalled}`, { name: project.name }),
    dataCenter === null ? null : { text: dataCenter, ref: null },
    cluster && placeText(cluster),
    needs.namesIn === 'PROJECT' ? null : storage && placeText(storage),
  ].flatMap((part) => (part ? [asServerText(part)] : []));
  return say('problem.asGiven', { text: listed(parts, 'dot') });
}
