import { incrementalObstacles } from '@/simulator/engine/incremental';
import { protectionAt } from '@/simulator/engine/protection';
import { defaultSettings } from '@/simulator/model/machine';
import type { MachineSettings } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';
import * as z from 'zod';

import { badRequest, found } from './api-error';
import {
  filledField,
  flagField,
  guidsField,
  integerField,
  optionalEnumField,
  parseBody,
  referenceField,
  textsField,
} from './body';
import type { Handler, Routes } from './call';
import { machineDetails } from './machine-dto';
import { nameOf } from './names';
import { machineOf } from './virtual-machines';

const settingsSchema = z.looseObject({
  vmBackupPolicy: referenceField,
  snapshotMgmtPolicy: referenceField,
  credential: referenceField,
  quiesceBeforeSnapshot: flagField,
  vmExportImportMode: optionalEnumField,
  sshHost: filledField,
  sshPort: integerField({ min: 0, max: 65_535 }),
  sshUser: filledField,
  sshKeyPath: filledField,
  preSnapCmdExecEnabled: flagField,
  postSnapCmdExecEnabled: flagField,
  preSnapCmdArgs: textsField,
  postSnapCmdArgs: textsField,
  preSnapIgnoredExitCodes: filledField,
  postSnapIgnoredExitCodes: filledField,
  preSnapStdErrorHandling: optionalEnumField,
  postSnapStdErrorHandling: optionalEnumField,
});

type SettingsBody = z.output<typeof settingsSchema>;

/** The PUT carries the whole object: what is missing goes back to its default (13.53). */
function settingsFrom(body: SettingsBody, mode: string): MachineSettings {
  const defaults = defaultSettings(mode);
  return {
    quiesceBeforeSnapshot: body.quiesceBeforeSnapshot ?? false,
    vmExportImportMode: body.vmExportImportMode ?? mode,
    sshHost: body.sshHost,
    sshPort: body.sshPort ?? null,
    sshUser: body.sshUser,
    sshKeyPath: body.sshKeyPath,
    preSnapCmdExecEnabled: body.preSnapCmdExecEnabled ?? false,
    postSnapCmdExecEnabled: body.postSnapCmdExecEnabled ?? false,
    preSnapCmdArgs: body.preSnapCmdArgs ?? [],
    postSnapCmdArgs: body.postSnapCmdArgs ?? [],
    preSnapIgnoredExitCodes: body.preSnapIgnoredExitCodes,
    postSnapIgnoredExitCodes: body.postSnapIgnoredExitCodes,
    preSnapStdErrorHandling: body.preSnapStdErrorHandling ?? defaults.preSnapStdErrorHandling,
    postSnapStdErrorHandling: body.postSnapStdErrorHandling ?? defaults.postSnapStdErrorHandling,
    credentialGuid: body.credential,
  };
}

const putSettings: Handler = async (call) => {
  const machine = machineOf(call);
  const body = parseBody(settingsSchema, await call.body());
  const { world } = call.sim;
  const policy = body.vmBackupPolicy === null ? null : world.policies.get(body.vmBackupPolicy);
  if (policy === undefined || (policy !== null && policy.kind !== 'vm-backup'))
    throw badRequest('Backup policy does not exist');
  const snapshotPolicy = body.snapshotMgmtPolicy === null ? null : world.policies.get(body.snapshotMgmtPolicy);
  if (snapshotPolicy === undefined || (snapshotPolicy !== null && snapshotPolicy.kind !== 'vm-snapshot'))
    throw badRequest('Snapshot policy does not exist');
  if (body.credential !== null) found(world.credentials.get(body.credential), 'Credential');
  world.assignPolicy(machine, policy?.guid ?? null);
  world.assignPolicy(machine, snapshotPolicy?.guid ?? null, 'vm-snapshot');
  machine.settings = settingsFrom(body, PLATFORMS[machine.platform].mode);
  return call.context.json(machineDetails(call, protectionAt(call.sim), machine));
};

const putPassword: Handler = async (call) => {
  machineOf(call);
  parseBody(z.looseObject({ value: z.string() }), await call.body());
  return call.context.body(null, 204);
};

const incrementalNotPossible: Handler = async (call) => {
  const { entities } = parseBody(z.looseObject({ entities: guidsField }), await call.body());
  const { world } = call.sim;
  const answers = (entities ?? []).flatMap((guid) => {
    const machine = found(world.machines.get(guid), 'Virtual machine');
    const reasons = incrementalObstacles(world, machine);
    if (reasons.length === 0) return [];
    const virtualMachine = {
      guid,
      name: machine.name,
      vmBackupPolicy: call.wire.reference(world.policyOf(machine), nameOf),
    };
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
