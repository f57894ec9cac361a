import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type {
  StorwareCluster,
  StorwareFlavor,
  StorwareHypervisor,
  StorwareManager,
  StorwareNetwork,
  StorwareNode,
  StorwareProject,
  StorwareStorage,
} from '@/lib/storware/model/inventory';
import type { StorwareList, StorwareWhole } from '@/lib/storware/model/listing';
import { parseList } from '@/lib/storware/wire/parse-list';
import { WireCluster, WireFlavor, WireHypervisor, WireManager, WireNetwork, WireNode, WireProject, WireStorage } from '@/lib/storware/wire/wire-inventory';
import { fetchList, fetchWhole } from './fetch-list';

/** Restricts managers and hypervisors to those that this backup can be restored to. */
export type RestoreTargetFilter = { restorableBackupGuid?: string };

function targetQuery(filter: RestoreTargetFilter) {
  return { 'backup-to-be-restored': filter.restorableBackupGuid };
}

export function listManagers(filter: RestoreTargetFilter = {}, call?: CallOptions): Promise<StorwareWhole<StorwareManager>> {
  return fetchWhole(clientOf(call), WireManager, { template: '/hypervisor-managers', query: targetQuery(filter) }, call?.signal);
}

export function listHypervisors(filter: RestoreTargetFilter = {}, call?: CallOptions): Promise<StorwareWhole<StorwareHypervisor>> {
  return fetchWhole(clientOf(call), WireHypervisor, { template: '/hypervisors', query: targetQuery(filter) }, call?.signal);
}

/** Clusters of a manager, or of all when none is named (STORWARE_API.md 9). */
export function listClusters(managerGuid?: string, call?: CallOptions): Promise<StorwareList<StorwareCluster>> {
  return fetchList(clientOf(call), WireCluster, { template: '/hypervisor-clusters', query: { 'hypervisor-manager': managerGuid } }, call?.signal);
}

/** Storages of a manager or of a stand-alone hypervisor. */
export function listStorages(of: { managerGuid?: string; hypervisorGuid?: string } = {}, call?: CallOptions): Promise<StorwareList<StorwareStorage>> {
  const query = { 'hypervisor-manager': of.managerGuid, hypervisor: of.hypervisorGuid };
  return fetchList(clientOf(call), WireStorage, { template: '/hypervisor-storages', query }, call?.signal);
}

/** Networks of a manager, shared ones included where the server has that list (7.4). The path is singular (13.34). */
export async function listNetworks(managerGuid: string, call?: CallOptions): Promise<StorwareList<StorwareNetwork>> {
  const client = clientOf(call);
  const query = { 'hypervisor-manager': managerGuid };
  const own = await fetchList(client, WireNetwork, { template: '/network', query }, call?.signal);
  const answer = await client.find({ method: 'GET', template: '/network/shared', query }, { signal: call?.signal });
  if (!answer) return own;
  const shared = parseList(WireNetwork, answer.body, client.log);
  const known = new Set(own.items.map((network) => network.guid));
  return { items: [...own.items, ...shared.items.filter((network) => !known.has(network.guid))], broken: own.broken + shared.broken };
}

export function listFlavors(managerGuid: string, call?: CallOptions): Promise<StorwareList<StorwareFlavor>> {
  return fetchList(clientOf(call), WireFlavor, { template: '/virtual-machine-flavors', query: { 'hypervisor-manager': managerGuid } }, call?.signal);
}

/** Every project; joined by guid with a machine's project it gives the Keystone id (11.1). */
export function listProjects(call?: CallOptions): Promise<StorwareWhole<StorwareProject>> {
  return fetchWhole(clientOf(call), WireProject, { template: '/projects' }, call?.signal);
}

export function listNodes(filter: RestoreTargetFilter = {}, call?: CallOptions): Promise<StorwareList<StorwareNode>> {
  return fetchList(clientOf(call), WireNode, { template: '/nodes', query: targetQuery(filter) }, call?.signal);
}
