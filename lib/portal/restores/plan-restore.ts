import { AppError } from '@/lib/core/app-error';
import type { EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { StorwareNetworkCard } from '@/lib/storware/model/backup';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type {
  RestoreImportRequest,
  RestoreNetwork,
  RestoreSource,
  RestoreStorage,
  RestoreToNodeRequest,
} from '@/lib/storware/model/restore-request';
import type { Chosen, NamedParts } from './choose-places';
import type { ChosenImport } from './choose-import';
import { idOf, planDisks } from './plan-disks';
import { choicesAt } from './target-choices';

/** A restore as it will be sent. */
export type RestorePlan =
  | { readonly kind: 'import'; readonly request: RestoreImportRequest }
  | { readonly kind: 'to-node'; readonly request: RestoreToNodeRequest };
export type PlanContext = {
  readonly chosen: Chosen;
  readonly point: RestorePoint;
  readonly places: EntitledPlaces;
  readonly overwrite: boolean;
  readonly tenantId: string | null;
};

/** Puts what was chosen into a request to Storware. `not_found` for a file or card that is not the point's; `validation_failed` where one lacks its place. Pure. */
export function planRestore({ chosen, point, places, overwrite, tenantId }: PlanContext): RestorePlan {
  const { where, parts } = chosen;
  const scope = tenantId === null ? {} : { tenantId };
  const source = sourceOf(point, parts);
  if (where.mode === 'FILE_SYSTEM')
    return { kind: 'to-node', request: { source, nodeGuid: where.node.guid, path: where.path, ...scope } };
  const storage = planDisks(point.files, where, parts, places);
  const networks = planNetworks(point.backup.cards, where, parts, places);
  const common = {
    source,
    name: where.name,
    overwrite,
    ...(where.powerOn === null ? {} : { powerOn: where.powerOn }),
    ...scope,
  };
  return { kind: 'import', request: requestOf(where, common, storage, networks) };
}

/** Both the backup and a copy of it are named (STORWARE_API.md 13.23): the one that was asked for, else the primary one that is there. */
function sourceOf({ backup }: RestorePoint, { copy }: NamedParts): RestoreSource {
  const present = backup.locations.filter(({ status }) => status === 'PRESENT');
  const preferred = present.find(({ role }) => role === 'PRIMARY') ?? present[0];
  return { backupGuid: backup.guid, locationGuid: copy?.guid ?? preferred?.guid ?? null };
}

/** Null keeps all cards where they were. A card that is not named goes back to its network. */
function planNetworks(
  cards: readonly StorwareNetworkCard[] | null,
  where: ChosenImport,
  { networks }: NamedParts,
  places: EntitledPlaces,
): RestoreNetwork[] | null {
  for (const { card } of networks ?? [])
    if (!cards?.some(({ guid }) => guid === card))
      throw new AppError('not_found', { meta: { kind: 'network card', reason: 'none of this point' } });
  if (networks === null || networks.length === 0 || cards === null) return null;
  const open = choicesAt(places, where.needs, where.target).networks;
  return cards.map((card): RestoreNetwork => {
    const network =
      networks.find((one) => one.card === card.guid)?.network.guid ??
      open.find(({ place }) => place.guid === card.network?.guid)?.place.guid;
    if (network === undefined)
      throw new AppError('validation_failed', {
        errors: [{ path: 'networks', message: `has to name a network for ${card.name ?? 'every network card'}` }],
      });
    return { cardGuid: card.guid, networkGuid: network };
  });
}

type Common = Pick<RestoreImportRequest, 'source' | 'name' | 'overwrite' | 'powerOn' | 'tenantId'>;

function requestOf(
  where: ChosenImport,
  common: Common,
  storage: RestoreStorage,
  networks: RestoreNetwork[] | null,
): RestoreImportRequest {
  const { target, needs, dataCenter: dataCenterName, diskAllocation: allocation } = where;
  const managerGuid = target.guid;
  const hypervisorGuid = target.guid;
  const cluster = where.cluster && idOf(where.cluster);
  const project = where.project && { guid: where.project.guid, uuid: where.project.uuid, name: where.project.name };
  const flavorGuid = where.flavor?.guid ?? null;
  switch (needs.request) {
    case 'OPENSTACK':
      return {
        ...common,
        platform: 'OPENSTACK',
        managerGuid,
        cluster: given(cluster),
        project: given(project),
        storage,
        flavorGuid,
        networks,
      };
    case 'RHV':
      return {
        ...common,
        platform: 'RHV',
        managerGuid,
        cluster: given(cluster),
        storage: placed(storage),
        allocation: given(allocation),
        networks,
      };
    case 'VCENTER':
      return {
        ...common,
        platform: 'VCENTER',
        managerGuid,
        cluster,
        dataCenterName: given(dataCenterName),
        storage: placed(storage),
      };
    case 'ESXI':
      return { ...common, platform: 'ESXI', hypervisorGuid, dataCenterName, storage: placed(storage) };
    case 'NUTANIX':
      return { ...common, platform: 'NUTANIX', managerGuid, cluster, storage: placed(storage) };
    case 'KVM':
    case 'XEN':
    case 'PROXMOX':
    case 'CITRIX':
    case 'HYPERV':
      return { ...common, platform: needs.request, hypervisorGuid, storage };
    case 'AWS':
      return { ...common, platform: 'AWS', managerGuid, cluster: given(cluster), baseImageUuid: null };
    case 'KUBERNETES':
    case 'OPENSHIFT':
      return { ...common, platform: needs.request, managerGuid, project: given(project), storage };
    case 'OTHER':
      return {
        ...common,
        platform: 'OTHER',
        target: target.kind === 'MANAGER' ? { managerGuid } : { hypervisorGuid },
        cluster,
        project,
        storage,
        dataCenterName,
        flavorGuid,
        allocation,
        networks,
      };
  }
}

/** What the needs of the platform demanded: `chooseImport` has refused a body without it. */
function given<T>(value: T | null): T {
  if (value === null) throw new AppError('internal', { meta: { reason: 'a required field was not demanded' } });
  return value;
}

function placed(storage: RestoreStorage): RestoreStorage<'one' | 'each'> {
  if (storage.kind === 'original') throw new AppError('internal', { meta: { reason: 'a storage was not demanded' } });
  return storage;
}
