import type { Platform } from '@/simulator/model/platform';
import { PLATFORMS } from '@/simulator/model/platform';
import type { World } from '@/simulator/model/world';
import { guidFor, hexFor } from '@/simulator/random';

import { projectName, STABLE_PROJECT_UUIDS } from './names';
import type { SeedOptions } from './names';

const GB = 1024 ** 3;
/** A node manages about so many machines in a night; two nodes at least, one for each configuration. */
const MACHINES_PER_NODE = 5000;
const HOSTS: Readonly<Record<Platform, { prefix: string; machinesPerHost: number; least: number }>> = {
  OPENSTACK: { prefix: 'compute', machinesPerHost: 12, least: 4 },
  RHV: { prefix: 'rhvh', machinesPerHost: 12, least: 2 },
  VCENTER: { prefix: 'esx', machinesPerHost: 12, least: 2 },
  NUTANIX: { prefix: 'ahv', machinesPerHost: 12, least: 2 },
  PROXMOX: { prefix: 'pve', machinesPerHost: 12, least: 1 },
  HYPERV: { prefix: 'hyperv', machinesPerHost: 12, least: 1 },
  KVM: { prefix: 'kvm', machinesPerHost: 12, least: 1 },
};
const MANAGER_URLS: Readonly<Partial<Record<Platform, string>>> = {
  OPENSTACK: 'https://keystone.cloud.example:5000/v3',
  RHV: 'https://rhv-engine.virt.example/ovirt-engine/api',
  VCENTER: 'https://vcenter.virt.example/sdk',
  NUTANIX: 'https://prism.virt.example:9440',
};
const CLUSTERS: Readonly<Partial<Record<Platform, readonly string[]>>> = {
  OPENSTACK: ['nova', 'az-2'],
  RHV: ['Default', 'Production'],
  VCENTER: ['Cluster-A'],
  NUTANIX: ['NTNX-01'],
};
const STORAGES: Readonly<Record<Platform, readonly { name: string; incremental: boolean }[]>> = {
  OPENSTACK: [
    { name: 'ceph-ssd', incremental: true },
    { name: 'ceph-hdd', incremental: true },
    { name: 'lvm-local', incremental: false },
  ],
  RHV: [
    { name: 'data-fc', incremental: true },
    { name: 'data-nfs', incremental: true },
  ],
  VCENTER: [
    { name: 'vsanDatastore', incremental: true },
    { name: 'nfs-templates', incremental: true },
  ],
  NUTANIX: [{ name: 'SelfServiceContainer', incremental: true }],
  PROXMOX: [{ name: 'local-zfs', incremental: false }],
  HYPERV: [{ name: 'C:\\ClusterStorage\\Volume1', incremental: true }],
  KVM: [{ name: '/var/lib/libvirt/images', incremental: true }],
};

/** Nodes, managers, hosts, clusters, storages, networks, flavors and projects: the places of the machines. */
export function seedInventory(world: World, options: SeedOptions): void {
  const guid = (name: string): string => guidFor(options.seed, name);
  seedNodes(world, options, guid);
  for (const platform of Object.keys(PLATFORMS) as Platform[]) seedPlatform(world, platform, options, guid);
  seedProjects(world, options, guid);
}

function seedNodes(world: World, options: SeedOptions, guid: (name: string) => string): void {
  const configs = ['Cloud', 'Virtualization'];
  for (const name of configs) {
    const configGuid = guid(`nodeConfig:${name}`);
    world.nodeConfigs.set(configGuid, { guid: configGuid, name: `${name} configuration` });
  }
  const count = configs.length * Math.max(1, Math.ceil(options.machines / MACHINES_PER_NODE));
  for (let index = 0; index < count; index += 1) {
    const nodeConfigGuid = guid(`nodeConfig:${configs[index % configs.length] ?? ''}`);
    const nodeGuid = guid(`node:${String(index)}`);
    world.nodes.set(nodeGuid, {
      guid: nodeGuid,
      name: `sbr-node-${String(index + 1)}`,
      nodeConfigGuid,
      ip: `10.20.0.${String(index + 11)}`,
      down: false,
      downSince: null,
      stagingFull: false,
      stagingTotalBytes: 4096 * GB,
    });
  }
}

function seedPlatform(world: World, platform: Platform, options: SeedOptions, guid: (name: string) => string): void {
  const { managed } = PLATFORMS[platform];
  const nodeConfigGuid = guid(`nodeConfig:${platform === 'OPENSTACK' ? 'Cloud' : 'Virtualization'}`);
  const url = MANAGER_URLS[platform];
  const managerGuid = managed && url !== undefined ? guid(`manager:${platform}`) : null;
  if (managerGuid !== null && url !== undefined) {
    world.managers.set(managerGuid, {
      guid: managerGuid,
      url,
      platform,
      nodeConfigGuid,
      lastSync: options.now - 3_600_000,
      lastSuccessfulSync: options.now - 3_600_000,
    });
  }
  const clusterGuids = (CLUSTERS[platform] ?? []).map((name) => {
    const clusterGuid = guid(`cluster:${platform}:${name}`);
    if (managerGuid !== null)
      world.clusters.set(clusterGuid, {
        guid: clusterGuid,
        uuid: guid(`clusterUuid:${platform}:${name}`),
        name,
        managerGuid,
      });
    return clusterGuid;
  });
  const hostGuids = seedHosts(world, platform, options, { managerGuid, clusterGuids, nodeConfigGuid, guid });
  for (const [index, storage] of STORAGES[platform].entries()) {
    const storageGuid = guid(`storage:${platform}:${storage.name}`);
    world.storages.set(storageGuid, {
      guid: storageGuid,
      uuid: managed ? guid(`storageUuid:${platform}:${storage.name}`) : storage.name,
      name: storage.name,
      managerGuid,
      hypervisorGuid: managed ? null : (hostGuids[0] ?? null),
      clusterGuids: index === 2 ? clusterGuids.slice(0, 1) : clusterGuids,
      totalBytes: 200 * 1024 * GB,
      usedBytes: (60 + 25 * index) * 1024 * GB,
      full: false,
      incremental: storage.incremental,
    });
  }
  if (managerGuid !== null) seedNetworksAndFlavors(world, platform, managerGuid, clusterGuids, guid);
}

interface HostContext {
  managerGuid: string | null;
  clusterGuids: string[];
  nodeConfigGuid: string;
  guid: (name: string) => string;
}

function seedHosts(world: World, platform: Platform, options: SeedOptions, context: HostContext): string[] {
  const { prefix, machinesPerHost, least } = HOSTS[platform];
  const { managed } = PLATFORMS[platform];
  const share = platform === 'OPENSTACK' ? 0.5 : managed ? 0.12 : 0.02;
  const count = Math.max(least, Math.ceil((options.machines * share) / machinesPerHost));
  return Array.from({ length: count }, (_, index) => {
    const host = `${prefix}-${String(index + 1).padStart(2, '0')}`;
    const hypervisorGuid = context.guid(`host:${host}`);
    world.hypervisors.set(hypervisorGuid, {
      guid: hypervisorGuid,
      uuid: context.guid(`hostUuid:${host}`),
      host,
      platform,
      managerGuid: context.managerGuid,
      clusterGuid: context.clusterGuids[index % context.clusterGuids.length] ?? null,
      nodeConfigGuid: context.nodeConfigGuid,
      lastSync: options.now - 3_600_000,
    });
    return hypervisorGuid;
  });
}

function seedNetworksAndFlavors(
  world: World,
  platform: Platform,
  managerGuid: string,
  clusterGuids: string[],
  guid: (name: string) => string,
): void {
  for (const name of ['provider-net', 'dmz', 'storage-net']) {
    const networkGuid = guid(`network:${platform}:${name}`);
    world.networks.set(networkGuid, {
      guid: networkGuid,
      uuid: guid(`networkUuid:${platform}:${name}`),
      name,
      managerGuid,
      clusterGuid: platform === 'RHV' ? (clusterGuids[0] ?? null) : null,
      projectGuid: null,
      shared: name === 'provider-net',
    });
  }
  if (platform !== 'OPENSTACK') return;
  for (const [index, name] of ['m1.tiny', 'm1.small', 'm1.medium', 'm1.large', 'm1.xlarge'].entries()) {
    const flavorGuid = guid(`flavor:${name}`);
    world.flavors.set(flavorGuid, {
      guid: flavorGuid,
      uuid: String(index + 1),
      name,
      managerGuid,
      vcpus: Math.max(1, 2 ** (index - 1)),
      memoryMb: 512 * 4 ** Math.min(index, 3),
    });
  }
}

function seedProjects(world: World, options: SeedOptions, guid: (name: string) => string): void {
  const managerGuid = guid('manager:OPENSTACK');
  for (let index = 0; index < options.projects; index += 1) {
    const name = projectName(index);
    const projectGuid = guid(`project:${name}`);
    world.projects.set(projectGuid, {
      guid: projectGuid,
      uuid: STABLE_PROJECT_UUIDS[name] ?? hexFor(options.seed, `projectUuid:${name}`),
      name,
      active: true,
      present: true,
      managerGuid,
      destinationGuids: [],
    });
    const networkGuid = guid(`network:project:${name}`);
    world.networks.set(networkGuid, {
      guid: networkGuid,
      uuid: guid(`networkUuid:project:${name}`),
      name: `${name}-private`,
      managerGuid,
      clusterGuid: null,
      projectGuid,
      shared: false,
    });
  }
}
