import pino from 'pino';
import { createStorwareClient } from '@/lib/storware/client';
import type { StorwareClient } from '@/lib/storware/client';
import type { StorwareBackup } from '@/lib/storware/model/backup';
import type { StorwareMachine } from '@/lib/storware/model/machine';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { StorwareClientConfig } from '@/lib/storware/transport/settings';
import * as unscoped from '@/lib/storware/unscoped';
import type { SimulatorProcess } from './simulator-process';

/** A client of a simulator started with its default account. */
export function simulatorClient(
  simulator: SimulatorProcess,
  config: Partial<StorwareClientConfig> = {},
): StorwareClient {
  const retry = { attempts: 3, baseMs: 5, maxMs: 10 };
  return createStorwareClient({
    url: simulator.url,
    login: 'portal',
    password: 'Simulator-Passw0rd',
    ca: simulator.ca,
    retry,
    log: pino({ level: 'silent' }),
    ...config,
  });
}

/** A machine that fits, and a backup of it that can be restored. */
export async function restorablePair(
  client: StorwareClient,
  fits: (machine: StorwareMachine) => boolean,
): Promise<{ machine: StorwareMachine; backup: StorwareBackup }> {
  const [machines, backups] = await Promise.all([
    unscoped.listAllMachinesUnscoped({ client }),
    unscoped.listBackupsUnscoped({ statuses: ['SUCCESS'], type: 'FULL' }, { client }),
  ]);
  for (const machine of machines.items.filter(fits)) {
    const own = backups.items.filter(
      (backup) => backup.machineGuid === machine.guid && backup.locations.some(({ status }) => status === 'PRESENT'),
    );
    const backup = own.sort((a, b) => (b.snapshotAt?.getTime() ?? 0) - (a.snapshotAt?.getTime() ?? 0))[0];
    if (backup) return { machine, backup };
  }
  throw new Error('no restorable machine of that kind in the seed');
}

/** Moves the simulator's clock until `ready` gives something; fails after `minutes` of its time. */
export async function whenInSimulator<T>(
  simulator: SimulatorProcess,
  ready: () => Promise<T | null>,
  minutes = 120,
): Promise<T> {
  for (let step = 0; step <= minutes * 6; step += 1) {
    const value = await ready();
    if (value !== null) return value;
    await simulator.control('POST', '/clock', { advanceMs: 10_000 });
  }
  throw new Error(`not within ${minutes} minutes of the simulator's time`);
}

/** The task as it ended. */
export function endOfTask(simulator: SimulatorProcess, client: StorwareClient, guid: string): Promise<StorwareTask> {
  return whenInSimulator(simulator, async () => {
    const task = await unscoped.findTaskUnscoped(guid, { client });
    return task && isTerminalTaskState(task.state) ? task : null;
  });
}
