import type { Backup } from '@/simulator/model/backup';
import type { Project, Storage } from '@/simulator/model/platform';
import { PLATFORMS } from '@/simulator/model/platform';
import type { Machine } from '@/simulator/model/machine';
import type { ImportTarget } from '@/simulator/model/restore-job';

import { networkCardGuid } from './backup-files';
import { DATA_CENTER, disksOfImport, IMPORT_NEEDS, storageById, storagesAt } from './import-disks';
import type { DiskRequest } from './import-disks';
import type { Simulation } from './simulation';

/** An import as requested, from both dialects; null for what was not given. */
export interface ImportRequest {
  name: string | null;
  managerGuid: string | null;
  hypervisorGuid: string | null;
  clusterId: string | null;
  storageId: string | null;
  toOriginalVolumeType: boolean | null;
  /** Name, uuid or guid. */
  project: string | null;
  dataCenter: string | null;
  flavorGuid: string | null;
  /** A card without a network keeps its own. */
  networks: readonly { networkGuid: string | null; cardGuid: string | null }[] | null;
  allocationFormat: string | null;
  disks: readonly DiskRequest[];
  overwrite: boolean;
  /** Servers of the guide's age do not know the allocation format, and take the cluster of the original where none is named. */
  guideAge: boolean;
}

type Problem = (text: string) => void;

/** The result of the import, and everything that makes it fail (section 15). */
export function resolveImport(
  sim: Simulation,
  backup: Backup,
  machine: Machine,
  request: ImportRequest,
): { target: ImportTarget; problems: string[] } {
  const problems: string[] = [];
  const problem: Problem = (text) => void problems.push(text);
  const { world } = sim;
  const needs = IMPORT_NEEDS[machine.platform];
  checkPlatform(sim, machine, request, problem);
  const { clusterGuid, hostGuid } = clusterOf(sim, machine, request, problem);
  const project = projectOf(sim, backup.projectGuid ?? machine.projectGuid, machine, request, problem);
  const hypervisorGuid = request.hypervisorGuid ?? hostGuid ?? hostIn(sim, machine, request.managerGuid, clusterGuid);
  const place = {
    managerGuid: request.managerGuid,
    hypervisorGuid: request.managerGuid === null ? request.hypervisorGuid : null,
    clusterGuid,
  };
  const candidates = storagesAt(sim, place);
  const storage = storageOf(machine, candidates, request, problem);
  if (needs.dataCenter && request.dataCenter !== null && request.dataCenter !== DATA_CENTER)
    problem('Data center does not exist');
  if (needs.allocationFormat && !request.guideAge && request.allocationFormat === null)
    problem('Disk allocation format is required');
  if (
    needs.flavor &&
    request.flavorGuid !== null &&
    world.flavors.get(request.flavorGuid)?.managerGuid !== request.managerGuid
  )
    problem('Flavor does not exist');
  return {
    target: {
      name: request.name ?? backup.machineName,
      managerGuid: request.managerGuid,
      hypervisorGuid,
      clusterGuid,
      projectGuid: project?.guid ?? null,
      storageGuid: storage?.guid ?? machine.storageGuid,
      flavorGuid: needs.flavor ? (request.flavorGuid ?? machine.flavorGuid) : null,
      networkGuids: networksOf(sim, machine, request, project, problem),
      disks: disksOfImport(
        sim,
        backup,
        machine,
        { requests: request.disks, storage, candidates, keepOriginal: needs.storage !== 'required' },
        problem,
      ),
      overwrite: request.overwrite,
    },
    problems,
  };
}

function checkPlatform({ world }: Simulation, machine: Machine, request: ImportRequest, problem: Problem): void {
  const { managed } = PLATFORMS[machine.platform];
  const manager = world.managers.get(request.managerGuid ?? '');
  const hypervisor = world.hypervisors.get(request.hypervisorGuid ?? '');
  if (managed && manager === undefined) problem('Hypervisor manager is required');
  if (!managed && hypervisor === undefined) problem('Hypervisor is required');
  const platform = manager?.platform ?? hypervisor?.platform;
  if (platform !== undefined && platform !== machine.platform) problem('Backup cannot be restored to this platform');
}

function clusterOf(
  { world }: Simulation,
  machine: Machine,
  request: ImportRequest,
  problem: Problem,
): { clusterGuid: string | null; hostGuid: string | null } {
  const { cluster, clusterOrHost } = IMPORT_NEEDS[machine.platform];
  const { clusterId, managerGuid } = request;
  if (cluster === 'none') return { clusterGuid: null, hostGuid: null };
  if (clusterId === null) {
    if (cluster === 'required' && !request.guideAge) problem('Cluster is required');
    return { clusterGuid: machine.clusterGuid, hostGuid: null };
  }
  const named = ({ guid, uuid }: { guid: string; uuid: string }): boolean => guid === clusterId || uuid === clusterId;
  const found = [...world.clusters.values()].find(
    (candidate) => candidate.managerGuid === managerGuid && named(candidate),
  );
  if (found !== undefined) return { clusterGuid: found.guid, hostGuid: null };
  const host = clusterOrHost
    ? [...world.hypervisors.values()].find((candidate) => candidate.managerGuid === managerGuid && named(candidate))
    : undefined;
  if (host === undefined) problem('Cluster does not exist');
  return { clusterGuid: host?.clusterGuid ?? null, hostGuid: host?.guid ?? null };
}

function hostIn(
  { world }: Simulation,
  machine: Machine,
  managerGuid: string | null,
  clusterGuid: string | null,
): string | null {
  const own = world.hypervisors.get(machine.hypervisorGuid ?? '');
  const fits = (host: { managerGuid: string | null; clusterGuid: string | null }): boolean =>
    host.managerGuid === managerGuid && (clusterGuid === null || host.clusterGuid === clusterGuid);
  if (own !== undefined && fits(own)) return own.guid;
  return [...world.hypervisors.values()].find((host) => host.managerGuid !== null && fits(host))?.guid ?? null;
}

/** The project that was named or, as for the clients that name none, the one that the machine was backed up from. */
function projectOf(
  { world }: Simulation,
  original: string | null,
  machine: Machine,
  request: ImportRequest,
  problem: Problem,
): Project | undefined {
  if (!IMPORT_NEEDS[machine.platform].project) return undefined;
  const { project: id, managerGuid } = request;
  const wanted = id ?? original;
  if (wanted === null) {
    problem('Project is required');
    return undefined;
  }
  const project = [...world.projects.values()].find(
    ({ guid, uuid, name, managerGuid: home }) => home === managerGuid && [guid, uuid, name].includes(wanted),
  );
  if (project === undefined) problem('Project does not exist');
  return project;
}

function storageOf(
  machine: Machine,
  candidates: readonly Storage[],
  request: ImportRequest,
  problem: Problem,
): Storage | undefined {
  const needs = IMPORT_NEEDS[machine.platform].storage;
  const { storageId, toOriginalVolumeType } = request;
  const byDisks = request.disks.some((disk) => disk.storageId !== null);
  if (storageId !== null) {
    const storage = storageById(candidates, storageId);
    if (storage === undefined) problem('Storage does not exist or does not belong to the cluster');
    return storage;
  }
  const missing = needs === 'required' || (needs === 'original-by-default' && toOriginalVolumeType === false);
  if (missing && !byDisks) problem('Storage is required');
  return undefined;
}

/** The requested networks, or those of the machine that exist at the target. */
function networksOf(
  sim: Simulation,
  machine: Machine,
  request: ImportRequest,
  project: Project | undefined,
  problem: Problem,
): string[] {
  const usable = (guid: string): boolean => {
    const network = sim.world.networks.get(guid);
    if (network === undefined || network.managerGuid !== request.managerGuid) return false;
    return network.projectGuid === null || project === undefined || network.projectGuid === project.guid;
  };
  if (request.networks === null) return machine.networkGuids.filter(usable);
  const ownOf = new Map(machine.networkGuids.map((guid, index) => [networkCardGuid(machine.guid, index), guid]));
  return request.networks.flatMap(({ networkGuid, cardGuid }) => {
    if (networkGuid !== null && !usable(networkGuid))
      problem('Network does not exist or is not available to the project');
    if (cardGuid !== null && !ownOf.has(cardGuid)) problem('Network interface card does not belong to the backup');
    const own = ownOf.get(cardGuid ?? '');
    return networkGuid ?? (own !== undefined && usable(own) ? own : []);
  });
}
