import type { Backup } from '@/simulator/model/backup';
import type { Platform, Storage } from '@/simulator/model/platform';
import type { Machine } from '@/simulator/model/machine';
import type { TargetDisk } from '@/simulator/model/restore-job';
import { filesOf } from './backup-files';
import { disksOf } from './disks';
import type { Simulation } from './simulation';

/** One entry of taskFiles (5.3.2). */
export interface DiskRequest {
  /** The guid of the backup file or of the disk. */
  fileGuid: string | null;
  name: string | null;
  storageId: string | null;
  excluded: boolean;
}

interface Place {
  managerGuid: string | null;
  hypervisorGuid: string | null;
  clusterGuid: string | null;
}

/** The storages of a manager (of one cluster there, if given) or of a stand-alone host: hosts of one kind have theirs under the same label. */
export function storagesAt({ world }: Simulation, place: Place): Storage[] {
  const host = world.hypervisors.get(place.hypervisorGuid ?? '');
  return [...world.storages.values()].filter(({ managerGuid, hypervisorGuid, clusterGuids }) => {
    if (place.managerGuid !== null)
      return (
        managerGuid === place.managerGuid && (place.clusterGuid === null || clusterGuids.includes(place.clusterGuid))
      );
    return (
      host !== undefined && hypervisorGuid !== null && world.hypervisors.get(hypervisorGuid)?.platform === host.platform
    );
  });
}

/** Ids are uuids (7.x), guids (2021) or, at stand-alone hosts, labels (13.22, section 15). */
export function storageById(candidates: readonly Storage[], id: string): Storage | undefined {
  return candidates.find(({ guid, uuid, name }) => guid === id || uuid === id || name === id);
}

interface Choice {
  requests: readonly DiskRequest[];
  storage: Storage | undefined;
  candidates: readonly Storage[];
  /** Without a choice a disk goes to its original storage. */
  keepOriginal: boolean;
}

/** The disks of the restored machine; excluded ones are created empty (3.3). */
export function disksOfImport(
  sim: Simulation,
  backup: Backup,
  machine: Machine,
  choice: Choice,
  problem: (text: string) => void,
): TargetDisk[] {
  const files = filesOf(sim, backup);
  const known = new Set(files.flatMap(({ guid, disk }) => [guid, disk.guid]));
  for (const { fileGuid } of choice.requests)
    if (fileGuid !== null && !known.has(fileGuid)) problem('File does not belong to the backup');
  const home = (disk: { storageGuid: string }, storageId: string | null): string => {
    const own = storageId === null ? undefined : storageById(choice.candidates, storageId);
    if (storageId !== null && own === undefined) problem('Storage does not exist or does not belong to the cluster');
    return own?.guid ?? choice.storage?.guid ?? disk.storageGuid;
  };
  const restored = files.flatMap(({ guid, disk }) => {
    const request = choice.requests.find(({ fileGuid }) => fileGuid === guid || fileGuid === disk.guid);
    if (request?.excluded === true) return [];
    const unplaced = choice.storage === undefined && (request?.storageId ?? null) === null;
    if (unplaced && !choice.keepOriginal && choice.requests.length > 0) problem('Storage is required for every disk');
    return [
      {
        name: request?.name ?? disk.name,
        size: disk.size,
        storageGuid: home(disk, request?.storageId ?? null),
        empty: false,
      },
    ];
  });
  if (restored.length === 0 && files.length > 0) problem('No disk is left to be restored');
  const backed = new Set(files.map(({ disk }) => disk.guid));
  const empty = disksOf(sim, machine)
    .filter(({ guid, supported }) => supported && !backed.has(guid))
    .map((disk) => ({ name: disk.name, size: disk.size, storageGuid: home(disk, null), empty: true }));
  return [...restored, ...empty];
}

/** What an import into a platform must specify (section 15), and how it treats an existing name (14.2). */
interface ImportNeeds {
  cluster: 'required' | 'optional' | 'none';
  /** The id of the cluster may be that of a host instead. */
  clusterOrHost: boolean;
  storage: 'required' | 'optional' | 'original-by-default';
  /** Takes place in a project: the original's unless another is named. */
  project: boolean;
  /** May specify a data centre; there is one only. */
  dataCenter: boolean;
  allocationFormat: boolean;
  flavor: boolean;
  /** Two machines may have one name. Known for OpenStack (yes) and oVirt (no); invented for the others. */
  equalNames: boolean;
}

const ALONE: ImportNeeds = {
  cluster: 'none',
  clusterOrHost: false,
  storage: 'required',
  project: false,
  dataCenter: false,
  allocationFormat: false,
  flavor: false,
  equalNames: false,
};

export const IMPORT_NEEDS: Readonly<Record<Platform, ImportNeeds>> = {
  OPENSTACK: {
    ...ALONE,
    cluster: 'required',
    storage: 'original-by-default',
    project: true,
    flavor: true,
    equalNames: true,
  },
  RHV: { ...ALONE, cluster: 'required', allocationFormat: true },
  VCENTER: { ...ALONE, cluster: 'required', clusterOrHost: true, dataCenter: true },
  NUTANIX: { ...ALONE, cluster: 'optional', equalNames: true },
  PROXMOX: { ...ALONE, equalNames: true },
  HYPERV: { ...ALONE, equalNames: true },
  // All its files are QCOW2: then no storage is needed (section 15).
  KVM: { ...ALONE, storage: 'optional' },
};

/** The only data centre of the simulated vCenter. */
export const DATA_CENTER = 'Datacenter';
