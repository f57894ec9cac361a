import * as z from 'zod';

import { disksOf, machineOfDisk, setDiskExcluded } from '@/simulator/engine/disks';
import type { Disk, Machine } from '@/simulator/model/machine';

import { badRequest, found } from './api-error';
import { flagField, parseBody } from './body';
import type { Call, Handler, Routes } from './call';
import { answerPlainList } from './listing';
import { nameOf } from './names';

function diskRecord({ sim, wire }: Call, machine: Machine, disk: Disk): Record<string, unknown> {
  return {
    guid: disk.guid,
    uuid: disk.uuid,
    name: disk.name,
    size: disk.size,
    present: disk.present && machine.present,
    excludedFromBackup: disk.excludedFromBackup || !disk.supported,
    supported: disk.supported,
    type: wire.enum('DISK'),
    originalStorage: wire.reference(sim.world.storages.get(disk.storageGuid), nameOf),
    virtualMachine: { guid: machine.guid, name: machine.name },
  };
}

const listDisks: Handler = (call) => {
  const { sim, query } = call;
  const guid = query.text('virtual-machine');
  if (guid === undefined) throw badRequest('Parameter virtual-machine is missing');
  const machine = sim.world.machines.get(guid);
  return answerPlainList(
    call,
    machine === undefined ? [] : disksOf(sim, machine).map((disk) => diskRecord(call, machine, disk)),
    (record) => record,
  );
};

const putSettings: Handler = async (call) => {
  const { excludedFromBackup } = parseBody(z.looseObject({ excludedFromBackup: flagField }), await call.body());
  const machine = found(machineOfDisk(call.sim, call.guid), 'Disk');
  const disk = found(setDiskExcluded(call.sim, machine, call.guid, excludedFromBackup ?? false), 'Disk');
  return call.context.json(diskRecord(call, machine, disk));
};

const listSnapshots: Handler = (call) => {
  const { sim, wire, query } = call;
  const guid = query.text('protected-entity');
  if (guid === undefined) throw badRequest('Parameter protected-entity is missing');
  const machine = sim.world.machines.get(guid);
  const kept = machine?.lastStoredSnapshot ?? null;
  const records = (sim.world.snapshots.get(guid) ?? []).map((snapshot) => ({
    guid: snapshot.guid,
    uuid: snapshot.uuid,
    snapshotTime: snapshot.snapshotTime,
    // Shown as it comes, like `policy`: text, no object.
    status: snapshot.status,
    policy: wire.optional(snapshot.policyName),
  }));
  if (query.flag('stand-alone') === true || kept === null) return answerPlainList(call, records, (record) => record);
  const stored = {
    guid: kept.guid,
    uuid: kept.guid,
    snapshotTime: kept.snapshotTime,
    status: 'SUCCESS' as const,
    policy: wire.optional(null),
  };
  return answerPlainList(call, [...records, stored], (record) => record);
};

/** Disks and snapshots of machines (3.3). */
export const diskRoutes: Routes = (api, on) => {
  api.get('/virtual-machine-disks', on(listDisks));
  api.put('/virtual-machine-disks/:guid/settings', on(putSettings));
  api.get('/snapshots', on(listSnapshots));
};
