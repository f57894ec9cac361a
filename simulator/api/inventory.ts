import { DATA_CENTER, storagesAt } from '@/simulator/engine/import-disks';
import type { BackupNode, Hypervisor, Manager, Project } from '@/simulator/model/platform';
import { PLATFORMS } from '@/simulator/model/platform';
import type { Machine } from '@/simulator/model/machine';
import type { Call, Handler, Routes } from './call';
import { found } from './call';
import { answerList, answerPlainList } from './listing';
import { nameOf } from './records';

/** The machine of the backup in `backup-to-be-restored`; undefined when not requested. */
function restoredMachine({ query, sim }: Call): Machine | null | undefined {
  const guid = query.text('backup-to-be-restored', 'backup');
  if (guid === undefined) return undefined;
  return sim.world.machines.get(sim.world.backups.get(guid)?.machineGuid ?? '') ?? null;
}

const managers: Handler = (call) => {
  const machine = restoredMachine(call);
  const all = [...call.sim.world.managers.values()].filter(
    (manager) => machine === undefined || manager.platform === machine?.platform,
  );
  return answerList(
    call,
    all,
    {
      text: ({ url, guid }) => [url, guid],
      name: ({ url }) => url,
      columns: { url: ({ url }) => url, type: ({ platform }) => platform },
    },
    (manager) => managerRecord(call, manager),
  );
};

const hypervisors: Handler = (call) => {
  const machine = restoredMachine(call);
  const manager = call.query.text('hypervisor-manager');
  const alone = machine === undefined || machine === null ? false : !PLATFORMS[machine.platform].managed;
  const all = [...call.sim.world.hypervisors.values()].filter(
    (hypervisor) =>
      (machine === undefined || (alone && hypervisor.platform === machine?.platform)) &&
      (manager === undefined || hypervisor.managerGuid === manager),
  );
  const counts = new Map<string, number>();
  for (const { hypervisorGuid } of call.sim.world.machines.values())
    if (hypervisorGuid !== null) counts.set(hypervisorGuid, (counts.get(hypervisorGuid) ?? 0) + 1);
  return answerList(
    call,
    all,
    {
      text: ({ host, guid }) => [host, guid],
      name: ({ host }) => host,
      columns: { host: ({ host }) => host, type: ({ platform }) => platform },
    },
    (hypervisor) => hypervisorRecord(call, hypervisor, counts.get(hypervisor.guid) ?? 0),
  );
};

const hypervisor: Handler = (call) => {
  const record = found(call.sim.world.hypervisors.get(call.guid), 'Hypervisor');
  const count = [...call.sim.world.machines.values()].filter(
    ({ hypervisorGuid }) => hypervisorGuid === record.guid,
  ).length;
  return call.context.json(hypervisorRecord(call, record, count));
};

const clusters: Handler = (call) => {
  const { sim, wire, query } = call;
  const manager = query.text('hypervisor-manager');
  const all = [...sim.world.clusters.values()].filter(
    ({ managerGuid }) => manager === undefined || managerGuid === manager,
  );
  return answerPlainList(call, all, ({ guid, uuid, name, managerGuid }) => ({
    guid,
    uuid,
    name,
    hvManager: wire.reference(sim.world.managers.get(managerGuid), ({ url }) => url),
  }));
};

const storages: Handler = (call) => {
  const { sim, query } = call;
  const manager = query.text('hypervisor-manager');
  const host = query.text('hypervisor');
  const managerOfHost = sim.world.hypervisors.get(host ?? '')?.managerGuid ?? null;
  const ofHost =
    host === undefined
      ? undefined
      : new Set(storagesAt(sim, { managerGuid: managerOfHost, hypervisorGuid: host, clusterGuid: null }));
  const all = [...sim.world.storages.values()].filter(
    (storage) =>
      (manager === undefined || storage.managerGuid === manager) && (ofHost === undefined || ofHost.has(storage)),
  );
  return answerPlainList(call, all, (storage) => ({
    guid: storage.guid,
    uuid: storage.uuid,
    name: storage.name,
    clusters: storage.clusterGuids.map((guid) => ({ guid, name: sim.world.clusters.get(guid)?.name ?? '' })),
    totalAvailableSpace: storage.totalBytes,
    totalUsedSpace: storage.full ? storage.totalBytes : storage.usedBytes,
  }));
};

function networks(shared: boolean): Handler {
  return (call) => {
    const { sim, wire, query } = call;
    const manager = query.text('hypervisor-manager');
    const project = query.text('project');
    const all = [...sim.world.networks.values()].filter(
      (network) =>
        network.shared === shared &&
        (manager === undefined || network.managerGuid === manager) &&
        (project === undefined || network.projectGuid === null || network.projectGuid === project),
    );
    return answerPlainList(call, all, ({ guid, uuid, name, clusterGuid }) => ({
      guid,
      uuid,
      name,
      hvCluster: wire.reference(sim.world.clusters.get(clusterGuid ?? ''), nameOf),
    }));
  };
}

const flavors: Handler = (call) => {
  const manager = call.query.text('hypervisor-manager');
  const all = [...call.sim.world.flavors.values()].filter(
    ({ managerGuid }) => manager === undefined || managerGuid === manager,
  );
  return answerPlainList(call, all, ({ guid, uuid, name }) => ({ guid, uuid, name }));
};

const projects: Handler = (call) => {
  const { sim, query, tenant } = call;
  const machine = restoredMachine(call);
  const manager = query.text('hypervisor-manager');
  const uuid = query.text('uuid');
  const never = query.text('authentication-domain', 'quota') !== undefined;
  const all = [...sim.world.projects.values()].filter(
    (project) =>
      !never &&
      (machine === undefined || project.managerGuid === machine?.managerGuid) &&
      (manager === undefined || project.managerGuid === manager) &&
      (uuid === undefined || project.uuid === uuid) &&
      (tenant === undefined || project.uuid === tenant),
  );
  return answerList(
    call,
    all,
    {
      text: ({ name, guid, uuid: id }) => [name, guid, id],
      name: ({ name }) => name,
      columns: { name: ({ name }) => name },
    },
    (project) => projectRecord(call, project),
  );
};

/** All nodes, or those that can read the backup to be restored. */
const nodes: Handler = (call) => {
  const { world } = call.sim;
  const guid = call.query.text('backup-to-be-restored');
  const locations = world.backups.get(guid ?? '')?.locations.filter(({ status }) => status === 'PRESENT') ?? [];
  const configs = new Set(
    locations.flatMap(({ destinationGuid }) => world.destinations.get(destinationGuid)?.nodeConfigGuids ?? []),
  );
  const able = [...world.nodes.values()].filter(
    ({ nodeConfigGuid }) => guid === undefined || configs.has(nodeConfigGuid),
  );
  return answerPlainList(call, able, (node) => nodeRecord(call, node));
};

const globalSettings: Handler = ({ sim, context }) =>
  context.json({
    sessionTimeout: sim.behaviour.sessionTimeoutMinutes,
    taskRetentionInConsole: sim.behaviour.taskRetentionHours,
    inventorySyncInterval: sim.behaviour.inventorySyncIntervalMinutes,
    uiTimeZone: 'UTC',
  });

/** The virtualisation platforms as the inventory knows them, nodes, settings (section 9). */
export const inventoryRoutes: Routes = (api, on) => {
  api.get('/hypervisor-managers', on(managers));
  api.get(
    '/hypervisor-managers/:guid',
    on((call) =>
      call.context.json(managerRecord(call, found(call.sim.world.managers.get(call.guid), 'Hypervisor manager'))),
    ),
  );
  api.get('/hypervisors', on(hypervisors));
  api.get('/hypervisors/:guid', on(hypervisor));
  api.get('/hypervisor-clusters', on(clusters));
  api.get('/hypervisor-storages', on(storages));
  api.get('/network', on(networks(false)));
  api.get('/network/shared', on(networks(true)));
  api.get('/virtual-machine-flavors', on(flavors));
  api.get('/projects', on(projects));
  api.get('/projects/for-restore', on(projects));
  api.get(
    '/projects/:guid',
    on((call) => call.context.json(projectRecord(call, found(call.sim.world.projects.get(call.guid), 'Project')))),
  );
  api.get('/nodes', on(nodes));
  api.get('/global-settings', on(globalSettings));
};

/** HypervisorManager (11.6): it is known by its URL. */
function managerRecord({ sim, wire }: Call, manager: Manager): Record<string, unknown> {
  return {
    guid: manager.guid,
    url: manager.url,
    type: wire.enum(manager.platform),
    vmExportImportMode: wire.enum(PLATFORMS[manager.platform].mode),
    nodeConfig: wire.reference(sim.world.nodeConfigs.get(manager.nodeConfigGuid), nameOf),
    lastInventorySyncDate: wire.optional(manager.lastSync),
    lastSuccessfulInventorySyncDate: wire.optional(manager.lastSuccessfulSync),
    possibleActions: wire.enums(['INVENTORY_SYNC', 'HVM_READ', 'WRITE']),
  };
}

/** Hypervisor (11.6): it is known by its host name. */
function hypervisorRecord({ sim, wire }: Call, hypervisor: Hypervisor, vmCount: number): Record<string, unknown> {
  const { world } = sim;
  return {
    guid: hypervisor.guid,
    host: hypervisor.host,
    type: wire.enum(hypervisor.platform),
    user: 'root',
    nodeConfig: wire.reference(world.nodeConfigs.get(hypervisor.nodeConfigGuid), nameOf),
    node: wire.reference(
      [...world.nodes.values()].find(({ nodeConfigGuid }) => nodeConfigGuid === hypervisor.nodeConfigGuid),
      nameOf,
    ),
    cluster: wire.reference(world.clusters.get(hypervisor.clusterGuid ?? ''), nameOf),
    hvManager: wire.reference(world.managers.get(hypervisor.managerGuid ?? ''), ({ url }) => url),
    vmExportImportMode: wire.enum(PLATFORMS[hypervisor.platform].mode),
    licenseCovered: true,
    vmCount,
    dataCenterName: wire.optional(hypervisor.platform === 'VCENTER' ? DATA_CENTER : null),
    storageType: wire.enum('DEFAULT'),
  };
}

/** Project (11.6): `uuid` is the Keystone id. */
function projectRecord({ sim, wire }: Call, project: Project): Record<string, unknown> {
  return {
    guid: project.guid,
    uuid: project.uuid,
    name: project.name,
    active: project.active,
    present: project.present,
    hvManager: wire.reference(sim.world.managers.get(project.managerGuid), ({ url }) => url),
    quota: wire.optional(null),
    backupDestinations: project.destinationGuids.map((guid) => {
      const destination = sim.world.destinations.get(guid);
      return { guid, name: destination?.name ?? '', type: wire.enum(destination?.type ?? 'FILESYSTEM') };
    }),
    authenticationDomains: [],
  };
}

/** Node (11.6); its version is in practice that of the product (1.6). */
function nodeRecord({ sim, wire }: Call, node: BackupNode): Record<string, unknown> {
  return {
    guid: node.guid,
    name: node.name,
    state: wire.enum(node.down ? 'OFFLINE' : 'RUNNING'),
    lastSeen: node.downSince ?? sim.timeline.now,
    nodeIP: node.ip,
    version: sim.behaviour.dialect === 'guide' ? '4.2.0-7' : '7.4.0-27',
    nodeConfig: wire.reference(sim.world.nodeConfigs.get(node.nodeConfigGuid), nameOf),
    stagingSpace: {
      totalSpace: node.stagingTotalBytes,
      usedSpace: Math.round(node.stagingTotalBytes * (node.stagingFull ? 0.97 : 0.22)),
    },
  };
}
