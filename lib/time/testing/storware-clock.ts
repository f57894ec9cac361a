import { expect } from 'vitest';
import type { ScheduleIntent } from '@/lib/time/schedule-intent';
import { nextRewrite, upstreamFor } from '@/lib/time/schedule-rewrite';
import type { ScheduleRewrite } from '@/lib/time/schedule-rewrite';
import type { UpstreamPlan } from '@/lib/time/upstream-plan';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';

/** When within the allowed time the re-sync is done. */
export type Punctuality = 'AS_PLANNED' | 'AS_EARLY_AS_ALLOWED' | 'AS_LATE_AS_ALLOWED';

function momentOf(rewrite: ScheduleRewrite, punctuality: Punctuality): number {
  if (punctuality === 'AS_EARLY_AS_ALLOWED') return rewrite.notBefore.getTime();
  return punctuality === 'AS_LATE_AS_ALLOWED' ? rewrite.before.getTime() - 1 : rewrite.at.getTime();
}

/** Every instant in (from, to] at which Storware fires when each re-sync is done; doubled ones are in it twice. */
export function firingsWithRewrites(
  intent: ScheduleIntent,
  from: number,
  to: number,
  punctuality: Punctuality = 'AS_PLANNED',
): number[] {
  const found: number[] = [];
  let plan = upstreamFor(intent, new Date(from));
  let since = from;
  for (let after = from; ;) {
    const rewrite = nextRewrite(intent, new Date(after));
    const done = rewrite === null ? Infinity : momentOf(rewrite, punctuality);
    found.push(...firings(plan, since, Math.min(done, to)));
    if (rewrite === null || done > to) return found.sort((one, other) => one - other);
    expect(upstreamFor(intent, new Date(rewrite.at.getTime() - 1))).toEqual(plan);
    expect(upstreamFor(intent, rewrite.at)).toEqual(rewrite.plan);
    plan = rewrite.plan;
    since = Math.max(since, done);
    after = rewrite.at.getTime();
  }
}

/** Every instant in (from, to] at which the schedules of a plan fire. */
export function firings(plan: UpstreamPlan, from: number, to: number): number[] {
  if (plan.kind !== 'exact') throw new Error(plan.reason.text);
  return plan.schedules.flatMap((schedule) => {
    const found: number[] = [];
    for (let after = from; ;) {
      const runs = nextUpstreamRuns(schedule, new Date(after), 8).map(({ at }) => at.getTime());
      found.push(...runs.filter((at) => at <= to));
      const last = runs.at(-1);
      if (last === undefined || last > to) return found;
      after = last;
    }
  });
}
