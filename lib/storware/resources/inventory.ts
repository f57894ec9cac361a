import { ifOffered } from '@/lib/storware/capability/availability';
import type {
  StorwareCluster,
  StorwareDestination,
  StorwareFlavor,
  StorwareHypervisor,
  StorwareManager,
  StorwareNetwork,
  StorwareNode,
  StorwareProject,
  StorwareStorage,
} from '@/lib/storware/model/inventory';
import type { StorwareList, StorwareWhole, WriteOutcome } from '@/lib/storware/model/result';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import { parseList } from '@/lib/storware/wire/parse';
import {
  WireCluster,
  WireDestination,
  WireFlavor,
  WireHypervisor,
  WireManager,
  WireNetwork,
  WireNode,
  WireProject,
  WireStorage,
} from '@/lib/storware/wire/wire-inventory';
import { fetchList, fetchWhole, keeping } from './requests';
import { toTasks } from './backups';

/** Restricts managers and hypervisors to those that this backup can be restored to. */
export type RestoreTargetFilter = { restorableBackupGuid?: string };

function targetQuery(filter: RestoreTargetFilter) {
  return { 'backup-to-be-restored': filter.restorableBackupGuid };
}

export function listManagers(
  filter: RestoreTargetFilter = {},
  call?: CallOptions,
): Promise<StorwareWhole<StorwareManager>> {
  return fetchWhole(
    clientOf(call),
    WireManager,
    { template: '/hypervisor-managers', query: targetQuery(filter) },
    call?.signal,
  );
}

export function listHypervisors(
  filter: RestoreTargetFilter = {},
  call?: CallOptions,
): Promise<StorwareWhole<StorwareHypervisor>> {
  return fetchWhole(
    clientOf(call),
    WireHypervisor,
    { template: '/hypervisors', query: targetQuery(filter) },
    call?.signal,
  );
}

/** Whether a record belongs to what was requested; one without that field counts as belonging. */
const at = (requested: string | undefined, named: { guid: string } | null): boolean =>
  requested === undefined || named === null || named.guid === requested;

/** Clusters of a manager, or of all when none is named (STORWARE_API.md 9). One that names another manager is dropped. */
export async function listClusters(managerGuid?: string, call?: CallOptions): Promise<StorwareList<StorwareCluster>> {
  const list = await fetchList(
    clientOf(call),
    WireCluster,
    { template: '/hypervisor-clusters', query: { 'hypervisor-manager': managerGuid } },
    call?.signal,
  );
  return keeping(list, ({ manager }: StorwareCluster) => at(managerGuid, manager));
}

/** Storages of a manager or of a stand-alone hypervisor. One that names another place is dropped. */
export async function listStorages(
  of: { managerGuid?: string; hypervisorGuid?: string } = {},
  call?: CallOptions,
): Promise<StorwareList<StorwareStorage>> {
  const query = { 'hypervisor-manager': of.managerGuid, hypervisor: of.hypervisorGuid };
  const list = await fetchList(clientOf(call), WireStorage, { template: '/hypervisor-storages', query }, call?.signal);
  return keeping(
    list,
    ({ manager, hypervisor }: StorwareStorage) => at(of.managerGuid, manager) && at(of.hypervisorGuid, hypervisor),
  );
}

/**
 * Networks of a manager, shared ones included where the server has that list (7.4). The path is singular (13.34).
 * `projectGuid` asks for those of one project; servers may ignore it (5.3.2).
 */
export async function listNetworks(
  managerGuid: string,
  call?: CallOptions,
  projectGuid?: string,
): Promise<StorwareList<StorwareNetwork>> {
  const query = { 'hypervisor-manager': managerGuid, project: projectGuid };
  const at = (template: string): Promise<StorwareList<StorwareNetwork>> =>
    fetchList(clientOf(call), WireNetwork, { template, query }, call?.signal);
  const [own, shared] = await Promise.all([at('/network'), ifOffered(() => at('/network/shared'))]);
  const open = new Set(shared?.items.map(({ guid }) => guid));
  const items = [
    ...own.items.filter(({ guid }) => !open.has(guid)),
    ...(shared?.items.map((network) => ({ ...network, shared: true })) ?? []),
  ];
  return { items, broken: own.broken + (shared?.broken ?? 0) };
}

/** Flavors of a manager. */
export function listFlavors(managerGuid: string, call?: CallOptions): Promise<StorwareList<StorwareFlavor>> {
  return fetchList(
    clientOf(call),
    WireFlavor,
    { template: '/virtual-machine-flavors', query: { 'hypervisor-manager': managerGuid } },
    call?.signal,
  );
}

/** The projects of a manager that this backup may be restored to; all of the manager's where the server does not say (9). */
export async function listProjectsForRestore(
  backupGuid: string,
  managerGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareProject>> {
  const client = clientOf(call);
  const query = { backup: backupGuid, 'hypervisor-manager': managerGuid };
  const open = await ifOffered(() =>
    fetchList(client, WireProject, { template: '/projects/for-restore', query }, call?.signal),
  );
  const list =
    open ??
    (await fetchWhole(
      client,
      WireProject,
      { template: '/projects', query: { 'hypervisor-manager': managerGuid } },
      call?.signal,
    ));
  return keeping({ items: list.items, broken: list.broken }, ({ manager }: StorwareProject) =>
    at(managerGuid, manager),
  );
}

/** Every project; joined by guid with a machine's project it gives the Keystone id (11.1). */
export function listProjects(call?: CallOptions): Promise<StorwareWhole<StorwareProject>> {
  return fetchWhole(clientOf(call), WireProject, { template: '/projects' }, call?.signal);
}

export function listNodes(filter: RestoreTargetFilter = {}, call?: CallOptions): Promise<StorwareList<StorwareNode>> {
  return fetchList(clientOf(call), WireNode, { template: '/nodes', query: targetQuery(filter) }, call?.signal);
}

/** Every backup destination (STORWARE_API.md 9, 11.5). */
export function listDestinations(call?: CallOptions): Promise<StorwareWhole<StorwareDestination>> {
  return fetchWhole(clientOf(call), WireDestination, { template: '/backup-destinations' }, call?.signal);
}

/** The destinations that all of these machines can be backed up to: a read by POST, its body a bare array (9). */
export async function listDestinationsUsableFor(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<StorwareDestination[]> {
  const client = clientOf(call);
  const body = machineGuids.map((guid) => ({ guid, name: '' }));
  const answer = await client.read(
    { method: 'POST', template: '/backup-destinations/usable-for-vms', body },
    { signal: call?.signal },
  );
  return answer.understand((answered) => parseList(WireDestination, answered ?? [], client.log)).items;
}

/** A place whose machines are read again. */
export type InventoryPlace = { readonly managerGuid: string } | { readonly hypervisorGuid: string };

/**
 * Requests that the server reads the machines of a manager or hypervisor from their platform now (STORWARE_API.md 5.3, 14.8); it
 * does so by itself only at intervals. Asking twice reads twice and harms nothing. Accepted with the guids of the tasks, as far as the
 * server names them.
 */
export function startInventorySync(place: InventoryPlace, call?: CallOptions): Promise<WriteOutcome<string[]>> {
  const body =
    'managerGuid' in place
      ? { hypervisorManagers: [{ guid: place.managerGuid }] }
      : { hypervisors: [{ guid: place.hypervisorGuid }] };
  const client = clientOf(call);
  return client.write<string[]>(
    { method: 'POST', template: '/tasks/inventory-sync', body },
    (answer) => ({ kind: 'accepted', value: toTasks(answer, client.log).tasks.map(({ guid }) => guid) }),
    { signal: call?.signal },
  );
}
