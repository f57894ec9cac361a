import 'server-only';
import * as z from 'zod';
import type { Tx } from '@/lib/db/client';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';
import type { UpstreamSchedule } from '@/lib/time/upstream-schedule';
import { StoredRule } from './stored-json';

/** What a policy means for its machines from now on. */
export type PolicyOutlook = { readonly active: boolean; readonly hasActiveSchedule: boolean; readonly nextRunAt: Date | null };

type OutlookSchedule = UpstreamSchedule & { readonly guid: string; readonly active: boolean; readonly backupType: string };

/** A copy between destinations is no backup of the machine. */
export function makesBackups(backupType: string): boolean {
  return backupType !== 'SYNCHRONIZATION';
}

/** The schedules by which the policy starts backups: active ones in active rules. Pure. */
export function startingSchedules<S extends { guid: string; active: boolean; backupType: string }>(rules: readonly StoredRule[], schedules: ReadonlyMap<string, S>): S[] {
  const guids = new Set(rules.filter((rule) => rule.active).flatMap((rule) => rule.scheduleGuids));
  return [...guids].flatMap((guid) => {
    const schedule = schedules.get(guid);
    return schedule?.active && makesBackups(schedule.backupType) ? [schedule] : [];
  });
}

/** Pure: fires only if schedule, rule and policy are active (STORWARE_API.md 14.9). */
export function policyOutlook(policy: { active: boolean; rules: readonly StoredRule[] }, schedules: ReadonlyMap<string, OutlookSchedule>, now: Date): PolicyOutlook {
  const starting = startingSchedules(policy.rules, schedules);
  const runs = policy.active ? starting.flatMap((schedule) => nextUpstreamRuns(schedule, now, 1)) : [];
  const nextRunAt = runs.reduce<Date | null>((best, { at }) => (best === null || at < best ? at : best), null);
  return { active: policy.active, hasActiveSchedule: starting.length > 0, nextRunAt };
}

const storedRules = z.array(StoredRule);

/** The outlook of every mirrored policy, by guid. */
export async function loadPolicyOutlooks(tx: Tx, now: Date): Promise<Map<string, PolicyOutlook>> {
  const schedules = new Map((await tx.mirrorSchedule.findMany()).map((schedule) => [schedule.guid, schedule]));
  const policies = await tx.mirrorPolicy.findMany({ select: { guid: true, active: true, rules: true } });
  return new Map(policies.map(({ guid, active, rules }) => [guid, policyOutlook({ active, rules: storedRules.parse(rules) }, schedules, now)]));
}
