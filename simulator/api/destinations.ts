import type { Destination } from '@/simulator/model/platform';
import type { Machine } from '@/simulator/model/machine';
import { nodeConfigOf } from '@/simulator/engine/submit-work';

import type { Call, Handler, Routes } from './call';
import { found } from './call';
import { guidsField, parseBody } from './body';
import { answerList } from './listing';

function destinationRecord({ sim, wire }: Call, destination: Destination): Record<string, unknown> {
  const deduplicated = destination.type === 'SYNTHETICXFS';
  return {
    guid: destination.guid,
    name: destination.name,
    type: wire.enum(destination.type),
    description: wire.optional(destination.description),
    defaultBackupDestination: destination.isDefault,
    nodeConfigs: destination.nodeConfigGuids.map((guid) => ({
      guid,
      name: sim.world.nodeConfigs.get(guid)?.name ?? '',
    })),
    totalUsedSpace: destination.usedBytes,
    totalAvailableSpace: wire.optional(destination.totalBytes),
    totalDedupUsedSpace: wire.optional(deduplicated ? Math.round(destination.usedBytes / 3) : null),
    totalDedupAvailableSpace: wire.optional(deduplicated ? destination.totalBytes : null),
    projects: destination.projectGuids.map((guid) => ({ guid, name: sim.world.projects.get(guid)?.name ?? '' })),
    visibleForAllVms: destination.visibleForAllVms,
  };
}

const list: Handler = (call) =>
  answerList(
    call,
    [...call.sim.world.destinations.values()],
    {
      text: ({ name, guid }) => [name, guid],
      name: ({ name }) => name,
      columns: { name: ({ name }) => name, type: ({ type }) => type },
    },
    (destination) => destinationRecord(call, destination),
  );

/** Usable: not withheld from the machine's project and served by the node configuration of its platform. */
function isUsableFor({ sim }: Call, destination: Destination, machine: Machine): boolean {
  const visible =
    destination.visibleForAllVms ||
    (machine.projectGuid !== null && destination.projectGuids.includes(machine.projectGuid));
  return visible && destination.nodeConfigGuids.includes(nodeConfigOf(sim, machine));
}

const usableForVms: Handler = async (call) => {
  const guids = parseBody(guidsField, await call.body()) ?? [];
  const machines = guids.map((guid) => found(call.sim.world.machines.get(guid), 'Virtual machine'));
  const usable = [...call.sim.world.destinations.values()].filter((destination) =>
    machines.every((machine) => isUsableFor(call, destination, machine)),
  );
  return call.context.json(usable.map((destination) => destinationRecord(call, destination)));
};

/** Backup destinations (section 9, 11.5). */
export const destinationRoutes: Routes = (api, on) => {
  api.get('/backup-destinations', on(list));
  api.post('/backup-destinations/usable-for-vms', on(usableForVms));
  api.get(
    '/backup-destinations/:guid',
    on((call) =>
      call.context.json(
        destinationRecord(call, found(call.sim.world.destinations.get(call.guid), 'Backup destination')),
      ),
    ),
  );
};
