import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Simulation } from '@/simulator/engine/simulation';
import type { Backup } from './model/backup';
import type { Machine } from './model/machine';
import type { Task } from './model/task';

const VERSION = 1;
const SAVE_EVERY_MS = 30_000;

/** Tables that are no more than a map by key; machines, backups and tasks have indexes and are added one by one. */
const PLAIN_TABLES = [
  'managers',
  'hypervisors',
  'clusters',
  'storages',
  'networks',
  'flavors',
  'projects',
  'nodeConfigs',
  'nodes',
  'destinations',
  'policies',
  'rules',
  'schedules',
  'disks',
  'snapshots',
  'workflows',
  'runs',
  'restoreJobs',
  'mounts',
  'mailingLists',
  'credentials',
] as const;

/** Fields that files written before restores existed do not have. */
const LATER_FIELDS: Readonly<Partial<Record<(typeof PLAIN_TABLES)[number], object>>> = {
  storages: { full: false },
  restoreJobs: { queuedMountMs: null, mountMs: null, order: null },
};
const TASK_DEFAULTS: Pick<Task, 'restore'> = { restore: null };

interface SavedState {
  version: number;
  now: number;
  taskOrder: number;
  tables: Record<string, [string, unknown][]>;
  machines: Machine[];
  backups: Backup[];
  tasks: Task[];
  pendingChanges: [string, unknown][];
  nextWork: [string, unknown][];
  nextRestore?: [string, unknown][];
}

/** The state as text. */
function stateText(sim: Simulation): string {
  const { world } = sim;
  const state: SavedState = {
    version: VERSION,
    now: sim.timeline.now,
    taskOrder: world.taskOrder,
    tables: Object.fromEntries(PLAIN_TABLES.map((name) => [name, [...world[name]]])),
    machines: [...world.machines.values()],
    backups: [...world.allBackups()],
    tasks: [...world.tasks.values()],
    pendingChanges: [...sim.pendingChanges],
    nextWork: [...sim.nextWork],
    nextRestore: [...sim.nextRestore],
  };
  return JSON.stringify(state);
}

/** Writes the state atomically: a reader sees the old file or the new one. */
async function saveState(sim: Simulation, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, stateText(sim));
  await rename(`${file}.part`, file);
}

/** Saves twice a minute and once more when stopped. */
export function keepStateFile(sim: Simulation, file: string): () => Promise<void> {
  let saving = Promise.resolve();
  const save = (): void => {
    saving = saving
      .then(() => saveState(sim, file))
      .catch((error: unknown) => {
        process.stderr.write(`simulator: state not saved: ${String(error)}\n`);
      });
  };
  save();
  const timer = setInterval(save, SAVE_EVERY_MS);
  return async () => {
    clearInterval(timer);
    save();
    await saving;
  };
}

/** Only this program writes and reads it: so only the version is checked. */
function parsed(text: string): SavedState | undefined {
  try {
    return JSON.parse(text) as SavedState;
  } catch {
    return undefined;
  }
}

/**
 * The state in a file, ready to be put into an empty simulation; undefined when there is no such file. Throws for an
 * invalid file.
 */
export async function loadState(
  file: string,
): Promise<{ now: number; restore: (sim: Simulation) => void } | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  const state = parsed(text);
  if (state?.version !== VERSION)
    throw new Error(`State file ${file} is damaged or of another version; remove it to begin anew`);
  return { now: state.now, restore: (sim) => restore(sim, state) };
}

function restore(sim: Simulation, state: SavedState): void {
  const { world } = sim;
  for (const name of PLAIN_TABLES) {
    const table = world[name] as Map<string, unknown>;
    const defaults = LATER_FIELDS[name];
    for (const [key, value] of state.tables[name] ?? [])
      table.set(key, defaults === undefined ? value : { ...defaults, ...(value as object) });
  }
  for (const machine of state.machines) world.addMachine(machine);
  for (const backup of state.backups) world.addBackup(backup);
  for (const task of state.tasks) world.addTask({ ...TASK_DEFAULTS, ...task });
  world.taskOrder = state.taskOrder;
  for (const [key, value] of state.pendingChanges) (sim.pendingChanges as Map<string, unknown>).set(key, value);
  for (const [key, value] of state.nextWork) (sim.nextWork as Map<string, unknown>).set(key, value);
  for (const [key, value] of state.nextRestore ?? []) (sim.nextRestore as Map<string, unknown>).set(key, value);
}
