import { AppError } from '@/lib/core/app-error';
import { fieldFault, say } from '@/lib/core/say';
import type { TextCode } from '@/lib/core/say';
import type { EntitledPlace, EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareBackupFile, StorwareNetworkCard } from '@/lib/storware/model/backup';
import type {
  RestoreDisk,
  RestoreImportRequest,
  RestoreNetwork,
  RestoreSource,
  RestoreStorage,
  RestoreToNodeRequest,
  StorwarePlaceId,
} from '@/lib/storware/model/restore';
import type { ChosenImport } from './choose-import';
import type { Chosen, NamedParts } from './choose-places';
import type { PlatformNeeds } from './platform-needs';
import { choicesAt, isWithin } from './target-choices';
import type { At } from './target-choices';

/** The restore request that will be sent to Storware. */
export type RestorePlan =
  | { readonly kind: 'import'; readonly request: RestoreImportRequest }
  | { readonly kind: 'to-node'; readonly request: RestoreToNodeRequest };
type PlanContext = {
  readonly chosen: Chosen;
  readonly point: RestorePoint;
  readonly places: EntitledPlaces;
  readonly overwrite: boolean;
  readonly tenantId: string | null;
};

/**
 * Builds the request to Storware. Throws `not_found` for a disk file or network card of another recovery point, and
 * `validation_failed` for one without a storage or network. Pure.
 */
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

/** The request names a backup and one of its copies (STORWARE_API.md 13.23): the requested copy, else a present one, preferably primary. */
function sourceOf({ backup }: RestorePoint, { copy }: NamedParts): RestoreSource {
  const present = backup.locations.filter(({ status }) => status === 'PRESENT');
  const preferred = present.find(({ role }) => role === 'PRIMARY') ?? present[0];
  return { backupGuid: backup.guid, locationGuid: copy?.guid ?? preferred?.guid ?? null };
}

/** The network of each card; null keeps all original networks. A card that is not listed keeps its own. */
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
        errors: [fieldFault('networks', 'field.missingNetwork', { card: card.name ?? say('field.everyCard').ref })],
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

/** A value that the platform requires; `chooseImport` has already refused a request without it. */
function given<T>(value: T | null): T {
  if (value === null) throw new AppError('internal', { meta: { reason: 'a required field was not demanded' } });
  return value;
}

function placed(storage: RestoreStorage): RestoreStorage<'one' | 'each'> {
  if (storage.kind === 'original') throw new AppError('internal', { meta: { reason: 'a storage was not demanded' } });
  return storage;
}

/** The ids that a request may use for a place. */
function idOf({ uuid, guid }: EntitledPlace): StorwarePlaceId {
  return { uuid, guid };
}

/**
 * The storage for each disk. Throws `not_found` for a disk file of another recovery point, and `validation_failed` when
 * a disk has no storage or all disks are excluded. Pure.
 */
function planDisks(
  files: readonly StorwareBackupFile[] | null,
  where: ChosenImport,
  { disks }: NamedParts,
  places: EntitledPlaces,
): RestoreStorage {
  const { storage, needs } = where;
  for (const { file } of disks ?? [])
    if (!files?.some(({ guid }) => guid === file))
      throw new AppError('not_found', { meta: { kind: 'file', reason: 'none of this point' } });
  if (disks === null || disks.length === 0 || files === null) {
    if (storage) return { kind: 'one', storage: idOf(storage) };
    if (!canKeepStorages(needs, files)) throw invalid('storage', 'field.missingStorageOld');
    return { kind: 'original' };
  }
  const open = diskStorages(choicesAt(places, needs, where.target).storages, needs, files, places);
  const chosen = new Set([where.target.guid, ...(where.cluster ? [where.cluster.guid] : [])]);
  for (const [index, disk] of disks.entries()) {
    if (disk.storage !== null && !open.some((one) => one.place.guid === disk.storage?.guid && isWithin(one, chosen)))
      throw invalid(`disks.${index}.storage`, 'field.notAtTarget');
  }
  const planned = files.map((file): RestoreDisk => {
    const choice = disks.find((one) => one.file === file.guid);
    const excluded = choice?.excluded ?? false;
    const place = choice?.storage ?? storage ?? (needs.originalStorage === 'never' ? null : originalOf(file, places));
    if (!place && !excluded)
      throw invalid(choice ? `disks.${disks.indexOf(choice)}.storage` : 'disks', 'field.missingEachDisk');
    return {
      fileGuid: file.guid,
      path: file.path,
      diskName: file.disk?.name ?? null,
      storage: place && idOf(place),
      excluded,
    };
  });
  if (planned.every(({ excluded }) => excluded)) throw invalid('disks', 'field.leaveOneDisk');
  return { kind: 'each', disks: planned };
}

/**
 * The storages that a disk may be restored to: those of the target, and the original ones if the platform can keep them. Used for the
 * form and for validation, so that every offered storage is accepted.
 */
export function diskStorages(
  open: readonly At<EntitledPlace<'STORAGE'>>[],
  needs: PlatformNeeds,
  files: readonly StorwareBackupFile[],
  places: EntitledPlaces,
): At<EntitledPlace<'STORAGE'>>[] {
  if (needs.storage === 'none' || !canKeepStorages(needs, files)) return [...open];
  const originals = new Map(
    files.flatMap((file) => originalOf(file, places) ?? []).map((place) => [place.guid, place]),
  );
  return [
    ...open.filter(({ place }) => !originals.has(place.guid)),
    ...[...originals.values()].map((place) => ({ place, within: [] })),
  ];
}

/** Whether the disks can return to their original storages without a storage in the request; if the server lists no disks, it decides itself. */
export function canKeepStorages(
  { originalStorage }: PlatformNeeds,
  files: readonly StorwareBackupFile[] | null,
): boolean {
  if (originalStorage !== 'QCOW2' || files === null) return originalStorage !== 'never';
  return files.length > 0 && files.every(({ format }) => format === 'QCOW2');
}

/** The original storage of a disk, if the tenant may still use it. Disk files refer to it by the platform's id (STORWARE_API.md 2.2). */
export function originalOf(file: StorwareBackupFile, places: EntitledPlaces): EntitledPlace<'STORAGE'> | null {
  const guid = file.disk?.originalStorage?.guid;
  return (
    places
      .all('STORAGE')
      .find((place) => place.guid === guid || (file.storageId !== null && place.uuid === file.storageId)) ?? null
  );
}

function invalid(path: string, code: TextCode): AppError {
  return new AppError('validation_failed', { errors: [fieldFault(path, code)] });
}
