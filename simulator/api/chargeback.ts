import * as z from 'zod';

import type { Backup } from '@/simulator/model/backup';
import { isUsable, wasSuccessful } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';

import type { Call, Handler, Routes } from './call';
import { badRequest } from './call';
import { guidsField, numberField, optionalEnumField, parseBody } from './body';
import { inTenant } from './dashboard';

const bodySchema = z.looseObject({
  groupBy: optionalEnumField,
  backupDestinationGuids: guidsField,
  backupPolicyGuids: guidsField,
  hypervisorClusterGuids: guidsField,
  hypervisorManagerGuids: guidsField,
  hypervisorGuids: guidsField,
  virtualMachineGuids: guidsField,
  projectGuids: guidsField,
  from: numberField(),
  to: numberField(),
});

type Order = z.output<typeof bodySchema>;
interface Subject {
  backup: Backup;
  machine: Machine;
}

/** The guid by which a backup is grouped, for each groupBy (section 10). */
const GROUPS: Readonly<Record<string, (subject: Subject) => string | null | undefined>> = {
  'backup-destination': ({ backup }) => backup.locations[0]?.destinationGuid,
  'backup-policy': ({ backup }) => backup.policyGuid,
  'virtual-machine': ({ machine }) => machine.guid,
  hypervisor: ({ machine }) => machine.hypervisorGuid,
  'hypervisor-cluster': ({ machine }) => machine.clusterGuid,
  'hypervisor-manager': ({ machine }) => machine.managerGuid,
  project: ({ machine }) => machine.projectGuid,
};

function isWanted(order: Order, { backup, machine }: Subject): boolean {
  const within = (list: string[] | null | undefined, guid: string | null): boolean =>
    list == null || list.length === 0 || (guid !== null && list.includes(guid));
  const destinations = order.backupDestinationGuids ?? [];
  return (
    within(order.backupPolicyGuids, backup.policyGuid) &&
    within(order.hypervisorClusterGuids, machine.clusterGuid) &&
    within(order.hypervisorManagerGuids, machine.managerGuid) &&
    within(order.hypervisorGuids, machine.hypervisorGuid) &&
    within(order.virtualMachineGuids, machine.guid) &&
    within(order.projectGuids, machine.projectGuid) &&
    (destinations.length === 0 ||
      backup.locations.some(({ destinationGuid }) => destinations.includes(destinationGuid)))
  );
}

function nameOfGroup({ sim }: Call, guid: string): string {
  const { world } = sim;
  const named =
    world.machines.get(guid) ??
    world.policies.get(guid) ??
    world.destinations.get(guid) ??
    world.projects.get(guid) ??
    world.clusters.get(guid);
  return named?.name ?? world.managers.get(guid)?.url ?? world.hypervisors.get(guid)?.host ?? guid;
}

/** Sums of bytes by group. The period comes as query or in the body (13.36). */
function sums(counts: (backup: Backup) => boolean): Handler {
  return async (call) => {
    const order = parseBody(bodySchema, await call.body());
    const groupBy = order.groupBy ?? 'virtual-machine';
    const group = Object.hasOwn(GROUPS, groupBy) ? GROUPS[groupBy] : undefined;
    if (group === undefined) throw badRequest("Field 'groupBy' is not valid");
    const { world } = call.sim;
    const from = call.query.number('from') ?? order.from ?? 0;
    const to = call.query.number('to') ?? order.to ?? Number.POSITIVE_INFINITY;
    const isCounted = inTenant(call);
    const sizes = new Map<string, number>();
    for (const backup of world.allBackups()) {
      const time = backup.snapshotTime ?? backup.createdAt;
      const machine = world.machines.get(backup.machineGuid);
      if (machine === undefined || time < from || time > to || !counts(backup) || !isCounted(backup.projectGuid))
        continue;
      const subject = { backup, machine };
      const key = isWanted(order, subject) ? group(subject) : null;
      if (key != null) sizes.set(key, (sizes.get(key) ?? 0) + backup.size);
    }
    return call.context.json([...sizes].map(([guid, size]) => ({ guid, name: nameOfGroup(call, guid), size })));
  };
}

/** Chargeback for machines: bytes stored in the destinations, and transferred (section 10). */
export const chargebackRoutes: Routes = (api, on) => {
  api.post('/chargeback-reporting/backup-size/vm', on(sums(isUsable)));
  api.post('/chargeback-reporting/transfer-size/vm', on(sums(wasSuccessful)));
};
