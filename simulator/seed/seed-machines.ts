import { newMachine } from '@/simulator/model/machine';
import type { Machine } from '@/simulator/model/machine';
import type { Platform } from '@/simulator/model/platform';
import type { World } from '@/simulator/model/world';
import { guidFor, integerBetween, pick, randomFor } from '@/simulator/random';

import { machineName } from './names';
import type { SeedOptions } from './names';
import { policyGuid } from './seed-policies';
import type { PolicyKey } from './seed-policies';

const GB = 1024 ** 3;

/** The past of a machine: the generator of histories uses it. */
export type Trait =
  | 'usual'
  | 'failing'
  | 'warned'
  | 'partial'
  | 'gone'
  | 'new'
  | 'never'
  | 'manual'
  | 'unassigned-history'
  | 'lost-snapshot';

export interface SeededMachine {
  machine: Machine;
  trait: Trait;
}

type Placement = { platform: Platform; project: number | null };

const PATTERN: readonly (Platform | 'acme' | 'globex' | 'other')[] = [
  'acme',
  'globex',
  'RHV',
  'VCENTER',
  'acme',
  'NUTANIX',
  'PROXMOX',
  'globex',
  'HYPERV',
  'KVM',
  'acme',
  'RHV',
  'other',
  'other',
  'VCENTER',
  'acme',
  'other',
  'RHV',
  'globex',
  'other',
  'VCENTER',
  'acme',
  'other',
  'NUTANIX',
  'other',
  'globex',
  'other',
  'RHV',
  'other',
  'VCENTER',
];

const TRAITS: readonly { trait: Trait; policy: PolicyKey | null }[] = [
  { trait: 'usual', policy: 'nightly' },
  { trait: 'usual', policy: 'interval' },
  { trait: 'failing', policy: 'nightly' },
  { trait: 'never', policy: null },
  { trait: 'gone', policy: 'nightly' },
  { trait: 'manual', policy: 'manual' },
  { trait: 'warned', policy: 'nightly' },
  { trait: 'usual', policy: 'weekly' },
  { trait: 'partial', policy: 'nightly' },
  { trait: 'unassigned-history', policy: null },
  { trait: 'usual', policy: 'nightly' },
  { trait: 'new', policy: 'nightly' },
  { trait: 'lost-snapshot', policy: 'nightly' },
  { trait: 'usual', policy: 'monthly' },
  { trait: 'usual', policy: 'paused' },
  { trait: 'usual', policy: 'nightly' },
  { trait: 'usual', policy: 'interval' },
  { trait: 'usual', policy: 'nightly' },
];

/** Groups begin at different positions of the cycle, so that a dozen machines together already show every kind. */
const FIRST_TRAIT: Readonly<Record<string, number>> = {
  'OPENSTACK:0': 0,
  'OPENSTACK:1': 1,
  'RHV:null': 3,
  'VCENTER:null': 4,
  'NUTANIX:null': 5,
  'PROXMOX:null': 7,
  'HYPERV:null': 6,
  'KVM:null': 9,
};

function placementOf(index: number, options: SeedOptions, others: number): Placement {
  const slot = PATTERN[index % PATTERN.length] ?? 'other';
  if (slot === 'acme') return { platform: 'OPENSTACK', project: 0 };
  if (slot === 'globex') return { platform: 'OPENSTACK', project: Math.min(1, options.projects - 1) };
  if (slot === 'other')
    return {
      platform: 'OPENSTACK',
      project: options.projects > 2 ? 2 + (others % (options.projects - 2)) : others % options.projects,
    };
  return { platform: slot, project: null };
}

/** The machines of a generated server, in the order of their names' numbers. */
export function seedMachines(world: World, options: SeedOptions): SeededMachine[] {
  const places = new Places(world);
  const seen = new Map<string, number>();
  const seeded: SeededMachine[] = [];
  let others = 0;
  for (let index = 0; index < options.machines; index += 1) {
    const placement = placementOf(index, options, others);
    if (placement.platform === 'OPENSTACK' && (placement.project ?? 0) > 1) others += 1;
    const group = `${placement.platform}:${String(placement.project)}`;
    const position = seen.get(group) ?? 0;
    seen.set(group, position + 1);
    const offset = FIRST_TRAIT[group] ?? placement.project ?? 0;
    const kind = TRAITS[(position + offset) % TRAITS.length] ?? { trait: 'usual' as const, policy: null };
    const machine = makeMachine(world, options, places, { index, placement, kind });
    world.addMachine(machine);
    seeded.push({ machine, trait: kind.trait });
  }
  return seeded;
}

/** Lists of places by platform, made once: searching them for each of 100,000 machines would take minutes. */
class Places {
  readonly hosts = new Map<Platform, string[]>();
  readonly storages = new Map<Platform, string[]>();
  readonly flavors: string[];
  readonly projects: { guid: string; name: string }[];

  constructor(world: World) {
    const managerPlatform = new Map([...world.managers.values()].map(({ guid, platform }) => [guid, platform]));
    for (const { guid, platform } of world.hypervisors.values()) append(this.hosts, platform, guid);
    for (const { guid, managerGuid, hypervisorGuid } of world.storages.values()) {
      const platform = managerPlatform.get(managerGuid ?? '') ?? world.hypervisors.get(hypervisorGuid ?? '')?.platform;
      if (platform !== undefined) append(this.storages, platform, guid);
    }
    this.flavors = [...world.flavors.keys()];
    this.projects = [...world.projects.values()];
  }
}

function append(lists: Map<Platform, string[]>, platform: Platform, guid: string): void {
  const list = lists.get(platform);
  if (list === undefined) lists.set(platform, [guid]);
  else list.push(guid);
}

interface MachineKind {
  index: number;
  placement: Placement;
  kind: { trait: Trait; policy: PolicyKey | null };
}

function makeMachine(
  world: World,
  options: SeedOptions,
  places: Places,
  { index, placement, kind }: MachineKind,
): Machine {
  const { platform } = placement;
  const random = randomFor(options.seed, `machine:${String(index)}`);
  const project = placement.project === null ? undefined : places.projects[placement.project];
  const hypervisorGuid = pick(random, places.hosts.get(platform) ?? []);
  const hypervisor = world.hypervisors.get(hypervisorGuid);
  const name = machineName(index);
  const networkNames = platform === 'OPENSTACK' ? [`project:${project?.name ?? ''}`] : [`${platform}:provider-net`];
  const key =
    kind.policy === 'nightly' && (project?.name === 'acme' || project?.name === 'globex')
      ? (`${project.name}-nightly` as const)
      : kind.policy;
  return newMachine({
    guid: guidFor(options.seed, `machine:${String(index)}`),
    uuid: guidFor(options.seed, `machineUuid:${String(index)}`),
    name,
    present: kind.trait !== 'gone',
    platform,
    managerGuid: hypervisor?.managerGuid ?? null,
    hypervisorGuid,
    clusterGuid: hypervisor?.clusterGuid ?? null,
    projectGuid: project?.guid ?? null,
    flavorGuid: platform === 'OPENSTACK' ? pick(random, places.flavors) : null,
    storageGuid: pick(random, places.storages.get(platform) ?? []),
    networkGuids: networkNames
      .map((network) => guidFor(options.seed, `network:${network}`))
      .filter((guid) => world.networks.has(guid)),
    policyGuid: key === null ? null : policyGuid(options, key),
    tags: random() < 0.3 ? [pick(random, ['prod', 'test', 'pci', 'backup=yes'])] : [],
    usedBytes: integerBetween(random, 4, 160) * GB + integerBetween(random, 0, GB),
    exportMs: integerBetween(random, 9_000, 19_000),
    storeMs: integerBetween(random, 5_500, 11_400),
  });
}
