import { randomUUID } from 'node:crypto';

import type { Hono } from 'hono';
import * as z from 'zod';

import { applyChange, queueChange, syncSourceOf } from '@/simulator/engine/inventory-sync';
import type { InventoryChange } from '@/simulator/engine/inventory-sync';
import type { Simulation } from '@/simulator/engine/simulation';
import { newMachine } from '@/simulator/model/machine';
import type { Machine } from '@/simulator/model/machine';
import type { Platform } from '@/simulator/model/platform';
import { PLATFORMS } from '@/simulator/model/platform';

import { ControlError, machineState } from './ground-truth';

const platforms = Object.keys(PLATFORMS) as [Platform, ...Platform[]];

const inventorySchema = z.strictObject({
  add: z
    .strictObject({
      name: z.string().min(1).optional(),
      platform: z.enum(platforms).optional(),
      project: z.string().optional(),
    })
    .optional(),
  vanish: z.string().optional(),
  return: z.string().optional(),
  rename: z.strictObject({ guid: z.string(), name: z.string().min(1) }).optional(),
  delete: z.string().optional(),
  now: z.boolean().default(false),
});

interface NewMachine {
  name?: string | undefined;
  platform?: Platform | undefined;
  project?: string | undefined;
}

/** A new machine on the platform; `project` is a name, guid or Keystone id. It has no policy and no history. */
function orderedMachine(sim: Simulation, order: NewMachine): Machine {
  const { world } = sim;
  const project = [...world.projects.values()].find(({ name, guid, uuid }) =>
    [name, guid, uuid].includes(order.project ?? ''),
  );
  if (order.project !== undefined && project === undefined) throw new ControlError(404, 'No such project');
  const platform = order.platform ?? 'OPENSTACK';
  const owner = platform === 'OPENSTACK' ? (project ?? [...world.projects.values()][0]) : undefined;
  const hypervisor = [...world.hypervisors.values()].find((host) => host.platform === platform);
  const storage = [...world.storages.values()].find(({ managerGuid, hypervisorGuid }) =>
    hypervisor?.managerGuid === null ? hypervisorGuid === hypervisor.guid : managerGuid === hypervisor?.managerGuid,
  );
  const name = order.name ?? `new-${String(world.machines.size + 1)}`;
  return newMachine({
    guid: sim.newGuid(),
    uuid: randomUUID(),
    name,
    present: true,
    platform,
    managerGuid: hypervisor?.managerGuid ?? null,
    hypervisorGuid: hypervisor?.guid ?? null,
    clusterGuid: hypervisor?.clusterGuid ?? null,
    projectGuid: owner?.guid ?? null,
    flavorGuid: platform === 'OPENSTACK' ? ([...world.flavors.keys()][1] ?? null) : null,
    storageGuid: storage?.guid ?? '',
    networkGuids: [...world.networks.values()]
      .filter(({ projectGuid }) => owner !== undefined && projectGuid === owner.guid)
      .map(({ guid }) => guid),
    policyGuid: null,
    tags: [],
    usedBytes: 20 * 1024 ** 3,
    exportMs: 12_000,
    storeMs: 8_000,
  });
}

/** Changes of the virtualisation platforms, found by the next sync or, with `now`, at once. */
export function inventoryRoutes(app: Hono, sim: Simulation): void {
  app.post('/inventory', async (context) => {
    const order = inventorySchema.parse(await context.req.json());
    const guid = order.vanish ?? order.return ?? order.rename?.guid ?? order.delete;
    const existing = guid === undefined ? undefined : sim.world.machines.get(guid);
    if (guid !== undefined && existing === undefined) throw new ControlError(404, 'No such machine');
    const machine = existing ?? orderedMachine(sim, order.add ?? {});
    const change: InventoryChange =
      order.vanish !== undefined
        ? { kind: 'vanish', guid: order.vanish }
        : order.return !== undefined
          ? { kind: 'return', guid: order.return }
          : order.rename !== undefined
            ? { kind: 'rename', ...order.rename }
            : order.delete !== undefined
              ? { kind: 'delete', guid: order.delete }
              : { kind: 'add', machine };
    if (order.now) applyChange(sim, change);
    else queueChange(sim, syncSourceOf(machine), change);
    return context.json(machineState(sim, machine));
  });
}
