import type { Machine } from '@/simulator/model/machine';
import type { FiringPattern, Policy, Rule, Schedule } from '@/simulator/model/policy';
import { MONTHS, OCCURRENCES, WEEKDAYS } from '@/simulator/model/policy';
import { isUsable } from '@/simulator/model/backup';
import { DAY } from './timeline';
import type { Simulation } from './simulation';
import { submitSnapshot } from './snapshot-work';
import { startRun, submitBackup, submitCopy } from './submit-work';
import { defaultWindowMs } from './task-lifecycle';

/** Every pattern that ever fires does so within a year (a listed month comes back) and a bit. */
const SEARCH_DAYS = 400;

function startOfDay(moment: number): number {
  return Math.floor(moment / DAY) * DAY;
}

/** Whether the pattern fires on the UTC day that begins at `day` (14.9). Empty months or occurrences do not restrict (13.19). */
export function firesOn(pattern: FiringPattern, day: number): boolean {
  const date = new Date(day);
  const weekday = WEEKDAYS[date.getUTCDay()];
  const month = MONTHS[date.getUTCMonth()];
  if (weekday === undefined || !pattern.daysOfWeek.includes(weekday)) return false;
  if (month === undefined || (pattern.months.length > 0 && !pattern.months.includes(month))) return false;
  if (pattern.occurrences.length === 0) return true;
  const ordinal = OCCURRENCES[Math.ceil(date.getUTCDate() / 7) - 1];
  const isLast = new Date(day + 7 * DAY).getUTCMonth() !== date.getUTCMonth();
  const byOrdinal = ordinal !== undefined && ordinal !== 'LAST_IN_MONTH' && pattern.occurrences.includes(ordinal);
  return byOrdinal || (isLast && pattern.occurrences.includes('LAST_IN_MONTH'));
}

/** Offsets from the midnight with which its days begin at which the pattern fires, in order; an interval over midnight has offsets of more than a day. */
function offsetsOfDay(pattern: FiringPattern): number[] {
  if (pattern.executionType === 'TIME') return pattern.hour === null ? [] : [pattern.hour];
  const { interval } = pattern;
  if (interval === null || interval.frequency <= 0) return [];
  const offsets: number[] = [];
  const end = interval.endHour < interval.startHour ? interval.endHour + DAY : interval.endHour;
  for (let offset = interval.startHour; offset <= end; offset += interval.frequency) offsets.push(offset);
  return offsets;
}

/** The first firing after a moment, or null when there is none. */
export function nextFiring(pattern: FiringPattern, after: number): number | null {
  const offsets = offsetsOfDay(pattern);
  for (let step = 0, day = startOfDay(after) - DAY; step <= SEARCH_DAYS; step += 1, day += DAY) {
    if (!firesOn(pattern, day)) continue;
    const offset = offsets.find((candidate) => day + candidate > after);
    if (offset !== undefined) return day + offset;
  }
  return null;
}

/** The last firing at or before a moment, or null when there is none within the search. */
export function previousFiring(pattern: FiringPattern, before: number): number | null {
  const offsets = offsetsOfDay(pattern).reverse();
  for (let step = 0, day = startOfDay(before); step <= SEARCH_DAYS; step += 1, day -= DAY) {
    if (!firesOn(pattern, day)) continue;
    const offset = offsets.find((candidate) => day + candidate <= before);
    if (offset !== undefined) return day + offset;
  }
  return null;
}

/** All firings with from <= t < to, in order. */
export function firingsBetween(pattern: FiringPattern, from: number, to: number): number[] {
  const firings: number[] = [];
  const offsets = offsetsOfDay(pattern);
  for (let day = startOfDay(from) - DAY; day < to; day += DAY) {
    if (!firesOn(pattern, day)) continue;
    for (const offset of offsets) if (day + offset >= from && day + offset < to) firings.push(day + offset);
  }
  return firings;
}

/** The active schedules by which a policy makes backups. */
function activeSchedules(sim: Simulation, policy: Policy): Schedule[] {
  if (!policy.active) return [];
  return sim.world
    .rulesOf(policy)
    .filter((rule) => rule.active && !rule.markedForDeletion)
    .flatMap((rule) => rule.scheduleGuids.map((guid) => sim.world.schedules.get(guid)))
    .filter((schedule) => schedule?.active === true && schedule.backupType !== 'SYNCHRONIZATION')
    .filter((schedule) => schedule !== undefined);
}

/**
 * Answers for many machines at one moment: is the machine's backup up to date, undefined without a schedule (12.14)?
 * It is when it is not older than the latest firing of its policy whose window has closed. Remembers that firing by policy.
 */
export function protectionAt(sim: Simulation): (machine: Machine) => boolean | undefined {
  const now = sim.timeline.now;
  const due = new Map<string, number | undefined>();
  const dueOf = (policy: Policy): number | undefined => {
    const known = due.get(policy.guid);
    if (known !== undefined || due.has(policy.guid)) return known;
    const schedules = activeSchedules(sim, policy);
    const firings = schedules.map((schedule) => previousFiring(schedule, now - windowOfSchedule(schedule)) ?? 0);
    const latest = schedules.length === 0 ? undefined : Math.max(...firings);
    due.set(policy.guid, latest);
    return latest;
  };
  return (machine) => {
    const policy = sim.world.policyOf(machine);
    const since = policy === undefined ? undefined : dueOf(policy);
    return since === undefined ? undefined : machine.lastBackup !== null && machine.lastBackup >= since;
  };
}

/** Plans a schedule's next firing from now on and voids what was planned before; to be called after every change of it. */
export function planNextFiring(sim: Simulation, schedule: Schedule): void {
  const version = (sim.scheduleVersions.get(schedule.guid) ?? 0) + 1;
  sim.scheduleVersions.set(schedule.guid, version);
  const next = schedule.active ? nextFiring(schedule, sim.timeline.now) : null;
  if (next === null) return;
  sim.timeline.at(next, () => {
    if (sim.scheduleVersions.get(schedule.guid) !== version || !sim.world.schedules.has(schedule.guid)) return;
    fireSchedule(sim, schedule);
    planNextFiring(sim, schedule);
  });
}

/** How long after its firing a scheduled export may still start: TIME by its window, INTERVAL by one frequency, whatever window it carries (14.9). */
export function windowOfSchedule(schedule: Schedule): number {
  if (schedule.executionType === 'INTERVAL') return schedule.interval?.frequency ?? defaultWindowMs('EXPORT');
  return schedule.startWindowLength ?? defaultWindowMs('EXPORT');
}

/** Runs a schedule now for all machines of its active rules and policies; answers how many tasks that made. */
export function fireSchedule(sim: Simulation, schedule: Schedule): number {
  schedule.lastRun = sim.timeline.now;
  let tasks = 0;
  for (const rule of sim.world.rules.values()) {
    const policy = sim.world.policies.get(rule.policyGuid);
    const due = rule.active && !rule.markedForDeletion && rule.scheduleGuids.includes(schedule.guid);
    if (!due || policy?.active !== true) continue;
    tasks +=
      policy.kind === 'vm-backup' ? fireRule(sim, schedule, rule, policy) : fireSnapshots(sim, schedule, rule, policy);
  }
  return tasks;
}

function fireSnapshots(sim: Simulation, schedule: Schedule, rule: Rule, policy: Policy): number {
  const machines = [...sim.world.machinesOfPolicy(policy.guid)].filter(({ present }) => present);
  const origin = { type: 'SCHEDULE' as const, guid: schedule.guid, name: schedule.name };
  for (const machine of machines)
    submitSnapshot(sim, machine, { rule, priority: policy.priority, origin, scheduleGuid: schedule.guid });
  return machines.length;
}

function fireRule(sim: Simulation, schedule: Schedule, rule: Rule, policy: Policy): number {
  const { world, timeline } = sim;
  const origin = { type: 'SCHEDULE' as const, guid: schedule.guid, name: schedule.name };
  const windowEnd = timeline.now + windowOfSchedule(schedule);
  const destinationOf = (role: 'PRIMARY' | 'SECONDARY'): string | null =>
    rule.destinations.find((destination) => destination.role === role && destination.active)?.destinationGuid ?? null;
  const run = startRun(sim, policy.guid);
  let tasks = 0;
  for (const machine of world.machinesOfPolicy(policy.guid)) {
    if (schedule.backupType === 'SYNCHRONIZATION') {
      const secondary = destinationOf('SECONDARY');
      const latest = world.backupsOf(machine.guid).findLast((backup) => isUsable(backup));
      if (secondary === null || latest === undefined || latest.locations.some(({ role }) => role === 'SECONDARY'))
        continue;
      submitCopy(sim, machine, latest, secondary, {
        origin,
        priority: policy.priority,
        scheduleGuid: schedule.guid,
        windowEnd,
      });
    } else {
      if (!machine.present) continue;
      submitBackup(sim, machine, {
        type: schedule.backupType,
        ruleGuid: rule.guid,
        destinationGuid: destinationOf('PRIMARY'),
        priority: policy.priority,
        windowEnd,
        retryCount: policy.backupRetryCount,
        origin,
        scheduleGuid: schedule.guid,
        run,
      });
    }
    tasks += 1;
  }
  return tasks;
}
