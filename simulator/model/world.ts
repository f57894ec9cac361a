import type { Backup } from './backup';
import type {
  BackupNode,
  Cluster,
  Credential,
  Destination,
  Flavor,
  Hypervisor,
  MailingList,
  Manager,
  Network,
  NodeConfig,
  Project,
  Storage,
} from './platform';
import type { Disk, Machine, Snapshot } from './machine';
import type { MountedBackup, RestoreJob } from './restore-job';
import type { Policy, Rule, Schedule } from './policy';
import { isLive } from './task';
import type { Run, Task, Workflow } from './task';

type Table<T> = Map<string, T>;

function addTo<T>(index: Map<string, Set<T>>, key: string | null, item: T): void {
  if (key === null) return;
  const set = index.get(key);
  if (set === undefined) index.set(key, new Set([item]));
  else set.add(item);
}

function removeFrom<T>(index: Map<string, Set<T>>, key: string | null, item: T): void {
  if (key === null) return;
  const set = index.get(key);
  set?.delete(item);
  if (set?.size === 0) index.delete(key);
}

const NO_BACKUPS: readonly Backup[] = [];
const NO_TASKS: ReadonlySet<Task> = new Set();
const NO_MACHINES: ReadonlySet<Machine> = new Set();

/**
 * The whole state of the simulated server, with indexes that keep lists fast at 100,000 machines. Change it through its
 * methods.
 */
export class World {
  readonly managers: Table<Manager> = new Map();
  readonly hypervisors: Table<Hypervisor> = new Map();
  readonly clusters: Table<Cluster> = new Map();
  readonly storages: Table<Storage> = new Map();
  readonly networks: Table<Network> = new Map();
  readonly flavors: Table<Flavor> = new Map();
  readonly projects: Table<Project> = new Map();
  readonly nodeConfigs: Table<NodeConfig> = new Map();
  readonly nodes: Table<BackupNode> = new Map();
  readonly destinations: Table<Destination> = new Map();
  readonly policies: Table<Policy> = new Map();
  readonly rules: Table<Rule> = new Map();
  readonly schedules: Table<Schedule> = new Map();
  readonly machines: Table<Machine> = new Map();
  readonly disks: Table<Disk[]> = new Map();
  readonly snapshots: Table<Snapshot[]> = new Map();
  readonly backups: Table<Backup> = new Map();
  readonly tasks: Table<Task> = new Map();
  readonly workflows: Table<Workflow> = new Map();
  readonly runs: Table<Run> = new Map();
  readonly restoreJobs: Table<RestoreJob> = new Map();
  readonly mounts: Table<MountedBackup> = new Map();
  readonly mailingLists: Table<MailingList> = new Map();
  readonly credentials: Table<Credential> = new Map();
  readonly liveTasks = new Set<Task>();
  taskOrder = 0;
  /** Grows with every change of the set of machines or of their names: what caches of their order depend on. */
  machinesVersion = 0;

  private backupOrder: Backup[] = [];
  private readonly backupsByMachine = new Map<string, Backup[]>();
  private readonly tasksByMachine = new Map<string, Set<Task>>();
  private readonly tasksByBackup = new Map<string, Set<Task>>();
  private readonly tasksByWorkflow = new Map<string, Set<Task>>();
  private readonly machinesByPolicy = new Map<string, Set<Machine>>();
  private readonly machinesByUuid = new Map<string, Machine>();

  addMachine(machine: Machine): void {
    this.machines.set(machine.guid, machine);
    this.machinesByUuid.set(machine.uuid, machine);
    addTo(this.machinesByPolicy, machine.policyGuid, machine);
    addTo(this.machinesByPolicy, machine.snapshotPolicyGuid, machine);
    this.machinesVersion += 1;
  }

  removeMachine(machine: Machine): void {
    this.machines.delete(machine.guid);
    this.machinesByUuid.delete(machine.uuid);
    removeFrom(this.machinesByPolicy, machine.policyGuid, machine);
    removeFrom(this.machinesByPolicy, machine.snapshotPolicyGuid, machine);
    this.machinesVersion += 1;
  }

  renameMachine(machine: Machine, name: string): void {
    machine.name = name;
    this.machinesVersion += 1;
  }

  /** A machine has at most one backup policy and one snapshot policy: assigning moves it. */
  assignPolicy(machine: Machine, policyGuid: string | null, kind: Policy['kind'] = 'vm-backup'): void {
    const field = kind === 'vm-backup' ? 'policyGuid' : 'snapshotPolicyGuid';
    removeFrom(this.machinesByPolicy, machine[field], machine);
    machine[field] = policyGuid;
    addTo(this.machinesByPolicy, policyGuid, machine);
  }

  machinesOfPolicy(policyGuid: string): ReadonlySet<Machine> {
    return this.machinesByPolicy.get(policyGuid) ?? NO_MACHINES;
  }

  machineByUuid(uuid: string): Machine | undefined {
    return this.machinesByUuid.get(uuid);
  }

  /** Appends: backups must be added in the order of their creation, or `sortBackups` be called afterwards. */
  addBackup(backup: Backup): void {
    this.backups.set(backup.guid, backup);
    this.backupOrder.push(backup);
    const list = this.backupsByMachine.get(backup.machineGuid);
    if (list === undefined) this.backupsByMachine.set(backup.machineGuid, [backup]);
    else list.push(backup);
  }

  sortBackups(): void {
    this.backupOrder.sort((a, b) => a.createdAt - b.createdAt);
    for (const list of this.backupsByMachine.values()) list.sort((a, b) => a.createdAt - b.createdAt);
  }

  removeBackupsOf(machineGuid: string): void {
    for (const backup of this.backupsOf(machineGuid)) this.backups.delete(backup.guid);
    this.backupsByMachine.delete(machineGuid);
    this.backupOrder = this.backupOrder.filter((backup) => backup.machineGuid !== machineGuid);
  }

  /** Oldest first. */
  allBackups(): readonly Backup[] {
    return this.backupOrder;
  }

  /** Oldest first. */
  backupsOf(machineGuid: string): readonly Backup[] {
    return this.backupsByMachine.get(machineGuid) ?? NO_BACKUPS;
  }

  addTask(task: Task): void {
    this.tasks.set(task.guid, task);
    addTo(this.tasksByMachine, task.machineGuid, task);
    addTo(this.tasksByBackup, task.backupGuid, task);
    addTo(this.tasksByWorkflow, task.workflowGuid, task);
    this.taskChanged(task);
  }

  /** Updates the index of live tasks; to be called after every change of a task's state. */
  taskChanged(task: Task): void {
    if (isLive(task)) this.liveTasks.add(task);
    else this.liveTasks.delete(task);
  }

  removeTask(task: Task): void {
    this.tasks.delete(task.guid);
    this.liveTasks.delete(task);
    removeFrom(this.tasksByMachine, task.machineGuid, task);
    removeFrom(this.tasksByBackup, task.backupGuid, task);
    removeFrom(this.tasksByWorkflow, task.workflowGuid, task);
  }

  tasksOfMachine(machineGuid: string): ReadonlySet<Task> {
    return this.tasksByMachine.get(machineGuid) ?? NO_TASKS;
  }

  tasksOfBackup(backupGuid: string): ReadonlySet<Task> {
    return this.tasksByBackup.get(backupGuid) ?? NO_TASKS;
  }

  tasksOfWorkflow(workflowGuid: string): ReadonlySet<Task> {
    return this.tasksByWorkflow.get(workflowGuid) ?? NO_TASKS;
  }

  /** In the order of their position. */
  rulesOf(policy: Policy): Rule[] {
    return policy.ruleGuids
      .map((guid) => this.rules.get(guid))
      .filter((rule) => rule !== undefined)
      .sort((a, b) => a.position - b.position);
  }

  policyOf(machine: Machine): Policy | undefined {
    return machine.policyGuid === null ? undefined : this.policies.get(machine.policyGuid);
  }
}
