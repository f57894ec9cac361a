import type { Machine } from '@/simulator/model/machine';
import type { Policy } from '@/simulator/model/policy';
import type { Schedule } from '@/simulator/model/schedule';

import { previousFiring } from './schedule-times';
import { windowOfSchedule } from './schedules';
import type { Simulation } from './simulation';

/** The active schedules by which a policy makes backups. */
export function activeSchedules(sim: Simulation, policy: Policy): Schedule[] {
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
