import type { Backup } from '@/simulator/model/backup';
import { isUsable } from '@/simulator/model/backup';
import { progressChangeOf, progressOf } from '@/simulator/engine/work-plan';
import type { Simulation } from '@/simulator/engine/simulation';
import type { Machine } from '@/simulator/model/machine';
import { defaultSettings } from '@/simulator/model/machine';
import { PLATFORMS } from '@/simulator/model/platform';
import type { Task } from '@/simulator/model/task';
import type { Call } from './call';
import { ApiError } from './call';
import type { NameAndGuid } from './wire';

/** 2025-11-20 01:00:04, UTC. */
export function timeLabel(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
}

/** The composed name of a backup: a label, not a key (2.1). */
export function backupName(backup: Backup): string {
  return `${backup.machineName} - ${timeLabel(backup.snapshotTime ?? backup.createdAt)}`;
}

/** An object's own name. */
export function nameOf(object: { name: string }): string {
  return object.name;
}

/** The project in whose scope a request is made: by parameter or third-party header (1.5). */
export function projectScope({ query, scope }: Call): string | null {
  return query.text('project-uuid') ?? scope ?? null;
}

/**
 * The stored name of a schedule or policy: since 5.1 those created in a project's scope get its prefix, once (13.6).
 */
export function keptName(call: Call, name: string): string {
  const project = projectScope(call);
  if (project === null || !call.sim.behaviour.projectNamePrefix) return name;
  const prefix = `uuid_${project}_`;
  return name.startsWith(prefix) ? name : `${prefix}${name}`;
}

/** Refuses a name that another object of the kind has, ignoring case and owner (14.10). */
export function checkNameFree(
  call: Call,
  kind: string,
  name: string,
  others: Iterable<{ guid: string; name: string }>,
  self?: string,
): void {
  const wanted = name.toLowerCase();
  for (const other of others) {
    if (other.guid !== self && other.name.toLowerCase() === wanted) {
      throw new ApiError(call.sim.behaviour.nameConflictStatus, `${kind} with name '${name}' already exists`);
    }
  }
}

/** The tenant tag as this server keeps it (13.5). */
export function keptTenantId(call: Call, tenantId: string | null | undefined): string | null {
  return call.sim.behaviour.tenantIdInBodies === 'drop' ? null : (tenantId ?? null);
}

/** Fields of a body that this server does not know: it keeps them and gives them back. */
export function extraFields(
  body: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Record<string, unknown> {
  const names = new Set(known);
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !names.has(name) && value !== undefined));
}

type Protection = (machine: Machine) => boolean | undefined;

/** Element of GET /virtual-machines (11.1, list column). */
export function machineListRecord(
  { sim, wire }: Call,
  protection: Protection,
  machine: Machine,
): Record<string, unknown> {
  const { world } = sim;
  const { managed, quiesce } = PLATFORMS[machine.platform];
  const manager = world.managers.get(machine.managerGuid ?? '');
  const hypervisor = world.hypervisors.get(machine.hypervisorGuid ?? '');
  const backupReference = (guid: string | null): unknown => wire.reference(world.backups.get(guid ?? ''), backupName);
  const live = [...world.tasksOfMachine(machine.guid)].filter((task) => world.liveTasks.has(task));
  return {
    guid: machine.guid,
    uuid: machine.uuid,
    name: machine.name,
    originalName: machine.originalName,
    present: machine.present,
    type: wire.enum('VM'),
    hvType: wire.enum(managed ? null : machine.platform),
    hvmType: wire.enum(managed ? machine.platform : null),
    hypervisor: wire.optional(
      hypervisor === undefined
        ? null
        : {
            guid: hypervisor.guid,
            name: hypervisor.host,
            hvManager: wire.optional(manager === undefined ? null : { guid: manager.guid }),
          },
    ),
    hvManager: wire.reference(manager, ({ url }) => url),
    hvCluster: wire.reference(world.clusters.get(machine.clusterGuid ?? ''), nameOf),
    project: wire.reference(world.projects.get(machine.projectGuid ?? ''), nameOf),
    vmFlavor: wire.reference(world.flavors.get(machine.flavorGuid ?? ''), nameOf),
    networks: machine.networkGuids.map((guid) => ({ guid, name: world.networks.get(guid)?.name ?? '' })),
    vmBackupPolicy: wire.reference(world.policyOf(machine), nameOf),
    snapshotMgmtPolicy: wire.reference(world.policies.get(machine.snapshotPolicyGuid ?? ''), nameOf),
    // Missing means "no schedule" whatever the null style: it is a third value (13.38).
    backupUpToDate: protection(machine),
    lastBackup: wire.optional(machine.lastBackup),
    lastSuccessfulBackupSize: machine.lastSuccessfulSize,
    lastSuccessfulFullBackupSize: wire.optional(world.backups.get(machine.lastFullGuid ?? '')?.size),
    lastSuccessfulFullBackup: backupReference(machine.lastFullGuid),
    lastSuccessfulIncBackup: backupReference(machine.lastIncGuid),
    restorable: isRestorable(sim, machine),
    restoreStatus: wire.optional(machine.restoreStatus),
    possibleActions: wire.enums(actionsOf(sim, machine)),
    warningsPresent: world
      .backupsOf(machine.guid)
      .some((backup) => backup.warnings.length > 0 && !backup.warningsAcknowledged),
    averageProgress:
      live.length === 0 ? 0 : live.reduce((sum, task) => sum + progressOf(task, sim.timeline.now), 0) / live.length,
    lastChainMarkedForDeletion: false,
    supportsQuiesceSnapshot: quiesce,
  };
}

/** GET /virtual-machines/{guid}: the list fields and the settings. */
export function machineDetails(call: Call, protection: Protection, machine: Machine): Record<string, unknown> {
  const { sim, wire } = call;
  const { world } = sim;
  const platform = PLATFORMS[machine.platform];
  const settings = machine.settings ?? defaultSettings(platform.mode);
  const manager = world.managers.get(machine.managerGuid ?? '');
  const hypervisor = world.hypervisors.get(machine.hypervisorGuid ?? '');
  const snapshot = machine.lastStoredSnapshot;
  const { credentialGuid, vmExportImportMode, preSnapStdErrorHandling, postSnapStdErrorHandling, ...plain } = settings;
  return {
    ...machineListRecord(call, protection, machine),
    hvManager: wire.optional(
      manager === undefined
        ? null
        : { guid: manager.guid, name: manager.url, url: manager.url, vmExportImportMode: wire.enum(platform.mode) },
    ),
    hypervisor: wire.optional(
      hypervisor === undefined
        ? null
        : {
            guid: hypervisor.guid,
            name: hypervisor.host,
            hvManager: wire.optional(manager === undefined ? null : { guid: manager.guid }),
            vmExportImportMode: wire.enum(platform.mode),
          },
    ),
    tags: machine.tags,
    lastStoredSnapshot: wire.optional(
      snapshot === null ? null : { guid: snapshot.guid, name: `storware-${String(snapshot.snapshotTime)}` },
    ),
    ...Object.fromEntries(Object.entries(plain).map(([field, value]) => [field, wire.optional<unknown>(value)])),
    vmExportImportMode: wire.enum(vmExportImportMode),
    preSnapStdErrorHandling: wire.enum(preSnapStdErrorHandling),
    postSnapStdErrorHandling: wire.enum(postSnapStdErrorHandling),
    credential: wire.reference(world.credentials.get(credentialGuid ?? ''), nameOf),
  };
}

/** Whether a recovery point of the machine still has its files; answers from the newest, where it nearly always ends. */
export function isRestorable(sim: Simulation, machine: Machine): boolean {
  const backups = sim.world.backupsOf(machine.guid);
  for (let index = backups.length - 1; index >= 0; index -= 1) {
    const backup = backups[index];
    if (backup !== undefined && isUsable(backup)) return true;
  }
  return false;
}

function actionsOf(sim: Simulation, machine: Machine): string[] {
  const actions = machine.present ? ['BACKUP'] : ['DELETE'];
  if (isRestorable(sim, machine)) actions.push('RESTORE', 'MOUNT');
  return actions;
}

/** TaskDetails (11.3); lists carry the same. */
export function taskRecord({ sim, wire }: Call, task: Task): Record<string, unknown> {
  const { world } = sim;
  const { now } = sim.timeline;
  const machine = world.machines.get(task.machineGuid ?? '');
  const parent = world.tasks.get(task.parentTaskGuid ?? '');
  return {
    guid: task.guid,
    type: wire.enum(task.type),
    state: wire.enum(task.state),
    progress: progressOf(task, now),
    progressChange: wire.optional(progressChangeOf(task, now)),
    windowStart: task.windowStart,
    windowEnd: task.windowEnd,
    startTime: wire.optional(task.startTime),
    finishTime: wire.optional(task.finishTime),
    statusInfo: wire.optional(task.statusInfo),
    priority: task.priority,
    retryCount: task.retryCount,
    protectedEntity: wire.typedReference(machine?.guid ?? null, machine?.name ?? null, 'VM'),
    dstProtectedEntity: wire.typedReference(
      task.restore?.result?.guid ?? null,
      task.restore?.result?.name ?? null,
      'VM',
    ),
    protectedEntityDisplayName: wire.optional(machine?.name ?? task.machineName),
    backup: wire.reference(world.backups.get(task.backupGuid ?? ''), backupName),
    backupType: wire.enum(task.backupType),
    backupDestination: wire.reference(world.destinations.get(task.destinationGuid ?? ''), nameOf),
    hypervisor: wire.reference(world.hypervisors.get(task.hypervisorGuid ?? ''), ({ host }) => host),
    hypervisorManager: wire.reference(world.managers.get(task.managerGuid ?? ''), ({ url }) => url),
    node: wire.reference(world.nodes.get(task.nodeGuid ?? ''), nameOf),
    originEntity: wire.typedReference(task.origin.guid, task.origin.name, task.origin.type),
    parentTask: wire.reference(parent, ({ type, machineName }) => `${type} ${machineName ?? ''}`.trim()),
    restoreType: wire.enum(task.restore?.type ?? null),
    powerOnAfterRestore: wire.optional(task.restore?.powerOn),
    workflowExecution: wire.optional(task.workflowGuid === null ? null : { guid: task.workflowGuid }),
  };
}

/** The answer of a task POST in the shape that this server is set to (13.28); only the bulk form can say what was refused. */
export function answerTasks(
  call: Call,
  tasks: readonly Task[],
  shape: Call['sim']['behaviour']['taskResponseShape'],
  unsuccessful: readonly NameAndGuid[] = [],
): Response {
  const { context } = call;
  const records = tasks.map((task) => taskRecord(call, task));
  switch (shape) {
    case 'array':
      return context.json(records);
    case 'object':
      return context.json(records[0] ?? {});
    case 'bulk': {
      const successful = tasks.map((task) => ({ guid: task.machineGuid, name: task.machineName }));
      return context.json({ successful, unsuccessful, tasks: records });
    }
    case 'empty-array':
      return context.json([]);
    case 'empty':
      return context.body(null, 200);
  }
}
