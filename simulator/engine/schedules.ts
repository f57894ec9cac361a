import { isUsable } from '@/simulator/model/backup';
import type { Policy, Rule, Schedule } from '@/simulator/model/policy';

import { nextFiring } from './schedule-times';
import type { Simulation } from './simulation';
import { submitSnapshot } from './snapshot-work';
import { startRun, submitBackup, submitCopy } from './submit-backup';
import { defaultWindowMs } from './task-lifecycle';

/** Plans a schedule's next firing from now on and voids what was planned before; to be called after every change of it. */
export function armSchedule(sim: Simulation, schedule: Schedule): void {
  const arming = (sim.armings.get(schedule.guid) ?? 0) + 1;
  sim.armings.set(schedule.guid, arming);
  const next = schedule.active ? nextFiring(schedule, sim.timeline.now) : null;
  if (next === null) return;
  sim.timeline.at(next, () => {
    if (sim.armings.get(schedule.guid) !== arming || !sim.world.schedules.has(schedule.guid)) return;
    fireSchedule(sim, schedule);
    armSchedule(sim, schedule);
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
