import { DAY, HOUR, MINUTE } from '@/simulator/engine/timeline';
import { FAILURES } from '@/simulator/engine/backup-work';
import { hasIncrementalSchedule, supportsIncremental } from '@/simulator/engine/backup-files';
import { firingsBetween } from '@/simulator/engine/schedules';
import type { Backup, BackupType } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { Origin } from '@/simulator/model/platform';
import type { Rule } from '@/simulator/model/policy';
import type { World } from '@/simulator/model/world';
import { guidFor, integerBetween, pick, randomFor } from '@/simulator/random';
import type { Random } from '@/simulator/random';

import type { SeededMachine, Trait } from './seed-machines';
import type { SeedOptions } from './names';

/** Maximum number of backups in all histories together: the memory of one small process. */
const MOST_BACKUPS = 300_000;
const NO_WARNINGS: readonly string[] = [];
const USER: Origin = { type: 'USER', guid: '1', name: 'admin' };

interface PastRun {
  at: number;
  type: BackupType;
  origin: Origin;
  rule: Rule | null;
}

/** How far back the histories of a policy go: longer for rare schedules. */
function historyDays(firingsPerMonth: number): number {
  if (firingsPerMonth > 60) return 24;
  if (firingsPerMonth > 6) return 38;
  return firingsPerMonth > 2 ? 120 : 400;
}

/** Weeks of backups for all machines: failures, gaps, warnings, chains; old ones are removed by retention. */
export function seedHistory(world: World, options: SeedOptions, machines: readonly SeededMachine[]): void {
  const most = Math.max(2, Math.floor(MOST_BACKUPS / options.machines));
  const byPolicy = new Map<string, PastRun[]>();
  for (const { guid } of world.policies.values()) byPolicy.set(guid, pastRunsOf(world, guid, options.now));
  for (const { machine, trait } of machines) {
    const random = randomFor(options.seed, `history:${machine.guid}`);
    const scheduled = machine.policyGuid === null ? [] : (byPolicy.get(machine.policyGuid) ?? []);
    const pastRuns = livedThrough(machine, trait, scheduled, random, options.now);
    writeHistory(world, options, { machine, trait, random }, pastRuns.slice(-most));
  }
  world.sortBackups();
}

function pastRunsOf(world: World, policyGuid: string, now: number): PastRun[] {
  const policy = world.policies.get(policyGuid);
  if (policy === undefined) return [];
  const end = policy.active ? now : now - 20 * DAY;
  const pastRuns: PastRun[] = [];
  const schedulesOf = (rule: Rule) => rule.scheduleGuids.flatMap((guid) => world.schedules.get(guid) ?? []);
  // All schedules of a policy began together: a weekly full without its nightly incrementals would look like a gap.
  const days = Math.min(
    ...world
      .rulesOf(policy)
      .flatMap((rule) =>
        schedulesOf(rule).map((schedule) => historyDays(firingsBetween(schedule, now - 30 * DAY, now).length)),
      ),
  );
  for (const rule of world.rulesOf(policy)) {
    for (const schedule of schedulesOf(rule)) {
      const firings = firingsBetween(schedule, end - days * DAY, end);
      schedule.lastRun = firings.at(-1) ?? null;
      if (schedule.backupType === 'SYNCHRONIZATION') continue;
      const origin: Origin = { type: 'SCHEDULE', guid: schedule.guid, name: schedule.name };
      for (const at of firings) pastRuns.push({ at, type: schedule.backupType, origin, rule });
    }
  }
  return pastRuns.sort((a, b) => a.at - b.at);
}

/** The times at which this machine was really backed up. */
function livedThrough(machine: Machine, trait: Trait, scheduled: PastRun[], random: Random, now: number): PastRun[] {
  if (trait === 'never') return [];
  if (trait === 'manual' || trait === 'unassigned-history') {
    const offset = trait === 'manual' ? 2 : 12;
    return Array.from({ length: integerBetween(random, 2, 5) }, (_, index) => ({
      at: now - (offset + index * 9) * DAY - integerBetween(random, 0, 9 * HOUR),
      type: 'FULL' as const,
      origin: USER,
      rule: null,
    })).reverse();
  }
  const born = trait === 'new' ? now - 3 * DAY : 0;
  const died = trait === 'gone' ? now - integerBetween(random, 4, 15) * DAY : now - 3 * MINUTE;
  const gapStart = random() < 0.15 ? now - integerBetween(random, 6, 20) * DAY : Number.POSITIVE_INFINITY;
  const gapEnd = gapStart + integerBetween(random, 2, 4) * DAY;
  // One platform was unreachable for a day and a half: a gap in many histories.
  const outage = machine.platform === 'RHV' ? now - 10 * DAY : Number.POSITIVE_INFINITY;
  return scheduled.filter(
    ({ at }) => at > born && at < died && !(at > gapStart && at < gapEnd) && !(at > outage && at < outage + 1.5 * DAY),
  );
}

interface Subject {
  machine: Machine;
  trait: Trait;
  random: Random;
}

function writeHistory(world: World, options: SeedOptions, subject: Subject, pastRuns: readonly PastRun[]): void {
  const { machine, trait, random } = subject;
  const incremental = supportsIncremental(world, machine);
  let parent: Backup | null = null;
  pastRuns.forEach((pastRun, index) => {
    const left = pastRuns.length - 1 - index;
    const fails = (trait === 'failing' && left < 2) || (left > 0 && random() < 0.03);
    const type = pastRun.type === 'INCREMENTAL' && incremental && parent !== null ? 'INCREMENTAL' : 'FULL';
    const backup = makeBackup(world, options, subject, { pastRun, type, fails, parent, last: left === 0 });
    world.addBackup(backup);
    if (fails) return;
    parent = backup;
    machine.lastBackup = backup.backupTime;
    machine.lastSuccessfulSize = backup.size;
    if (type === 'FULL') machine.lastFullGuid = backup.guid;
    else machine.lastIncGuid = backup.guid;
  });
  const last: Backup | null = parent;
  if (
    last === null ||
    !machine.present ||
    trait === 'lost-snapshot' ||
    !incremental ||
    !hasIncrementalSchedule(world, machine)
  )
    return;
  machine.lastStoredSnapshot = keptSnapshot(options, last);
}

function keptSnapshot(options: SeedOptions, backup: Backup): Machine['lastStoredSnapshot'] {
  return {
    guid: guidFor(options.seed, `snapshot:${backup.guid}`),
    snapshotTime: backup.snapshotTime ?? backup.createdAt,
    backupGuid: backup.guid,
  };
}

/** Backups on demand belong to a rule too: that of the machine's policy, if it has one. */
function ownRule(world: World, machine: Machine): Rule | null {
  const policy = world.policyOf(machine);
  return (policy === undefined ? undefined : world.rulesOf(policy)[0]) ?? null;
}

interface Making {
  pastRun: PastRun;
  type: 'FULL' | 'INCREMENTAL';
  fails: boolean;
  parent: Backup | null;
  last: boolean;
}

function makeBackup(world: World, options: SeedOptions, { machine, trait, random }: Subject, making: Making): Backup {
  const { pastRun, type, fails, parent, last } = making;
  const share = (type === 'INCREMENTAL' ? 0.9 : 1) * (0.95 + random() * 0.1);
  const exportMs = Math.round((machine.exportMs * share) / options.workSpeed);
  const storeMs = Math.round((machine.storeMs * share) / options.workSpeed);
  const room = Math.max(0, options.now - pastRun.at - exportMs - storeMs - MINUTE);
  const queuedExport = Math.min(room, integerBetween(random, 900, pastRun.origin.type === 'USER' ? 4000 : 20 * MINUTE));
  const queuedStore = integerBetween(random, 900, 5000);
  const snapshotTime = pastRun.at + queuedExport;
  const rule = pastRun.rule ?? ownRule(world, machine);
  const destinationGuid = rule?.destinations[0]?.destinationGuid ?? [...world.destinations.keys()][0] ?? '';
  const secondary = rule?.destinations.find(({ role }) => role === 'SECONDARY');
  const copied = secondary !== undefined && !fails && options.now - pastRun.at > DAY;
  const warns = !fails && ((trait === 'warned' && last) || random() < 0.015);
  const partial = !fails && trait === 'partial' && last;
  const manager = machine.managerGuid === null ? undefined : world.managers.get(machine.managerGuid);
  const hypervisor = machine.hypervisorGuid === null ? undefined : world.hypervisors.get(machine.hypervisorGuid);
  const nodeConfigGuid = manager?.nodeConfigGuid ?? hypervisor?.nodeConfigGuid;
  return {
    guid: guidFor(options.seed, `backup:${machine.guid}:${String(pastRun.at)}`),
    machineGuid: machine.guid,
    machineName: machine.name,
    createdAt: pastRun.at,
    status: fails ? 'FAILED' : partial ? 'PARTIAL_SUCCESS' : 'SUCCESS',
    statusInfo: fails ? pick(random, FAILURES) : null,
    type,
    snapshotTime,
    backupTime: fails ? null : snapshotTime + exportMs + queuedStore + storeMs,
    size: sizeOf(machine, type, random),
    parentGuid: type === 'INCREMENTAL' ? (parent?.guid ?? null) : null,
    ruleGuid: rule?.guid ?? null,
    policyGuid: rule?.policyGuid ?? null,
    projectGuid: machine.projectGuid,
    origin: pastRun.origin,
    warnings: warns
      ? ['File system could not be quiesced before the snapshot']
      : partial
        ? ['Some disks could not be read and are missing in this backup']
        : NO_WARNINGS,
    warningsAcknowledged: warns && !last,
    description: null,
    times: fails
      ? { queuedExport, export: Math.round(exportMs * 0.6), queuedStore: null, store: null }
      : { queuedExport, export: exportMs, queuedStore, store: storeMs },
    locations: fails
      ? []
      : [
          {
            role: 'PRIMARY',
            destinationGuid,
            status: 'PRESENT',
            statusInfo: null,
            retentionHint: 'STANDARD_RETENTION',
          },
          ...(copied
            ? [
                {
                  role: 'SECONDARY' as const,
                  destinationGuid: secondary.destinationGuid,
                  status: 'PRESENT' as const,
                  statusInfo: null,
                  retentionHint: 'STANDARD_RETENTION' as const,
                },
              ]
            : []),
        ],
    nodeGuid: [...world.nodes.values()].find((node) => node.nodeConfigGuid === nodeConfigGuid)?.guid ?? null,
    hypervisorGuid: machine.hypervisorGuid,
    managerGuid: machine.managerGuid,
  };
}

function sizeOf(machine: Machine, type: 'FULL' | 'INCREMENTAL', random: Random): number {
  return Math.round(machine.usedBytes * (type === 'INCREMENTAL' ? 0.005 + random() * 0.045 : 0.42 + random() * 0.05));
}
