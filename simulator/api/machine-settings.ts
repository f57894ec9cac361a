import { incrementalObstacles } from '@/simulator/engine/incremental';
import { protectionAt } from '@/simulator/engine/protection';
import { defaultSettings } from '@/simulator/model/machine';
import type { MachineSettings } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';
import * as z from 'zod';

import { badRequest, found } from './api-error';
import { enumField, guidField, parseBody } from './body';
import type { Handler, Routes } from './call';
import { machineDetails } from './machine-dto';
import { nameOf } from './names';
import { machineOf } from './virtual-machines';

const settingsSchema = z.looseObject({
  vmBackupPolicy: guidField.nullish(),
  snapshotMgmtPolicy: guidField.nullish(),
  credential: guidField.nullish(),
  quiesceBeforeSnapshot: z.boolean().nullish(),
  vmExportImportMode: enumField.nullish(),
  sshHost: z.string().nullish(),
  sshPort: z.number().nullish(),
  sshUser: z.string().nullish(),
  sshKeyPath: z.string().nullish(),
  preSnapCmdExecEnabled: z.boolean().nullish(),
  postSnapCmdExecEnabled: z.boolean().nullish(),
  preSnapCmdArgs: z.array(z.string()).nullish(),
  postSnapCmdArgs: z.array(z.string()).nullish(),
  preSnapIgnoredExitCodes: z.string().nullish(),
  postSnapIgnoredExitCodes: z.string().nullish(),
  preSnapStdErrorHandling: enumField.nullish(),
  postSnapStdErrorHandling: enumField.nullish(),
});

type SettingsBody = z.output<typeof settingsSchema>;

/** The PUT carries the whole object: what is missing goes back to its default (13.53). */
function settingsFrom(body: SettingsBody, mode: string): MachineSettings {
  const defaults = defaultSettings(mode);
  return {
    quiesceBeforeSnapshot: body.quiesceBeforeSnapshot ?? false,
    vmExportImportMode: body.vmExportImportMode ?? mode,
    sshHost: body.sshHost ?? null,
    sshPort: body.sshPort ?? null,
    sshUser: body.sshUser ?? null,
    sshKeyPath: body.sshKeyPath ?? null,
    preSnapCmdExecEnabled: body.preSnapCmdExecEnabled ?? false,
    postSnapCmdExecEnabled: body.postSnapCmdExecEnabled ?? false,
    preSnapCmdArgs: body.preSnapCmdArgs ?? [],
    postSnapCmdArgs: body.postSnapCmdArgs ?? [],
    preSnapIgnoredExitCodes: body.preSnapIgnoredExitCodes ?? null,
    postSnapIgnoredExitCodes: body.postSnapIgnoredExitCodes ?? null,
    preSnapStdErrorHandling: body.preSnapStdErrorHandling ?? defaults.preSnapStdErrorHandling,
    postSnapStdErrorHandling: body.postSnapStdErrorHandling ?? defaults.postSnapStdErrorHandling,
    credentialGuid: body.credential ?? null,
  };
}

const putSettings: Handler = async (call) => {
  const machine = machineOf(call);
  const body = parseBody(settingsSchema, await call.body());
  const { world } = call.sim;
  const policy = body.vmBackupPolicy == null ? null : world.policies.get(body.vmBackupPolicy);
  if (policy === undefined || (policy !== null && policy.kind !== 'vm-backup')) throw badRequest('Backup policy does not exist');
  const snapshotPolicy = body.snapshotMgmtPolicy == null ? null : world.policies.get(body.snapshotMgmtPolicy);
  if (snapshotPolicy === undefined || (snapshotPolicy !== null && snapshotPolicy.kind !== 'vm-snapshot')) throw badRequest('Snapshot policy does not exist');
  world.assignPolicy(machine, policy?.guid ?? null);
  machine.snapshotPolicyGuid = snapshotPolicy?.guid ?? null;
  machine.settings = settingsFrom(body, PLATFORMS[machine.platform].mode);
  return call.context.json(machineDetails(call, protectionAt(call.sim), machine));
};

const putPassword: Handler = async (call) => {
  machineOf(call);
  parseBody(z.looseObject({ value: z.string() }), await call.body());
  return call.context.body(null, 204);
};

const incrementalNotPossible: Handler = async (call) => {
  const { entities } = parseBody(z.looseObject({ entities: z.array(guidField) }), await call.body());
  const { world } = call.sim;
  const answers = entities.flatMap((guid) => {
    const machine = found(world.machines.get(guid), 'Virtual machine');
    const reasons = incrementalObstacles(world, machine);
    if (reasons.length === 0) return [];
    const virtualMachine = { guid, name: machine.name, vmBackupPolicy: call.wire.reference(world.policyOf(machine), nameOf) };
    return [{ virtualMachine, reasons: call.wire.enums(reasons) }];
  });
  return call.context.json(answers);
};

/** What can be written on a machine, and the check before an incremental (3.3). */
export const machineSettingsRoutes: Routes = (api, on) => {
  api.post('/virtual-machines/incremental-not-possible', on(incrementalNotPossible));
  api.put('/virtual-machines/:guid/settings', on(putSettings));
  api.put('/virtual-machines/:guid/ssh-password', on(putPassword));
};
