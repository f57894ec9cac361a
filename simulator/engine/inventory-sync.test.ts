import { describe, expect, test } from 'vitest';

import { applyChange, queueChange, submitSync, syncSourceOf } from './inventory-sync';
import { machineWhere, pass, testSimulation } from '@/simulator/testing/test-simulation';

const HOUR = 3_600_000;

describe('inventory', () => {
  test('changes become visible with the next sync of their manager, not before', () => {
    const sim = testSimulation();
    const machine = machineWhere(sim, ({ platform, present }) => platform === 'OPENSTACK' && present);
    queueChange(sim, syncSourceOf(machine), { kind: 'rename', guid: machine.guid, name: 'renamed-01' });
    queueChange(sim, syncSourceOf(machine), { kind: 'vanish', guid: machine.guid });
    pass(sim, 60_000);
    expect([machine.name === 'renamed-01', machine.present]).toEqual([false, true]);
    submitSync(sim, { managerGuid: syncSourceOf(machine) }, { type: 'USER', guid: '1', name: 'test' });
    pass(sim, 30_000);
    expect([machine.name, machine.present, sim.world.machines.get(machine.guid)]).toEqual([
      'renamed-01',
      false,
      machine,
    ]);
  });

  test('the periodic sync finds them too', () => {
    const sim = testSimulation();
    const machine = machineWhere(sim, ({ present, platform }) => present && platform === 'PROXMOX');
    queueChange(sim, syncSourceOf(machine), { kind: 'vanish', guid: machine.guid });
    pass(sim, 9 * HOUR);
    expect(machine.present).toBe(false);
  });

  test('a deleted machine keeps its backups, and its policy unless that removes such machines', () => {
    const sim = testSimulation();
    const machine = machineWhere(sim, ({ present, policyGuid }) => present && policyGuid !== null);
    const backups = sim.world.backupsOf(machine.guid).length;
    applyChange(sim, { kind: 'vanish', guid: machine.guid });
    expect([machine.policyGuid === null, sim.world.backupsOf(machine.guid).length]).toEqual([false, backups]);
    const policy = sim.world.policyOf(machine);
    if (policy !== undefined) policy.autoRemoveNonPresent = true;
    applyChange(sim, { kind: 'vanish', guid: machine.guid });
    expect(machine.policyGuid).toBeNull();
  });
});
