import type { Policy } from '@/lib/contracts/policy';
import type { Schedule } from '@/lib/contracts/schedule';
import type { LastResult } from '@/lib/mirror/queries/last-results';
import type { Scores } from '@/lib/mirror/queries/scores';
import type { StoredRule } from '@/lib/mirror/stored-json';
import { presentForeignSchedule, presentOwnSchedule } from '@/lib/portal/schedules/present-schedule';
import type { PolicyFacts } from './policy-facts';

const dayMs = 86_400_000;

/** The schedules of a policy: the tenant's own first, then what others put into its rules. Pure. */
export function schedulesOf(facts: PolicyFacts, { now, count }: { now: Date; count: number }): Schedule[] {
  const { guid, own, held, schedules } = facts;
  const policy = { guid, name: nameOf(facts) };
  // What it starts can’t be stored anywhere while there is an obstacle.
  const running = new Set(
    (held?.active && facts.obstacle === null ? held.rules : [])
      .filter(({ active }) => active)
      .flatMap(({ scheduleGuids }) => scheduleGuids),
  );
  const mine = (own?.schedules ?? []).map((row) => {
    const parts = row.parts.flatMap((part) => schedules.get(part.guid) ?? []);
    return presentOwnSchedule(row, parts, {
      policy,
      runs: row.parts.some((part) => running.has(part.guid)),
      now,
      count,
    });
  });
  const parts = new Set((own?.schedules ?? []).flatMap((row) => row.parts.map((part) => part.guid)));
  const others = [...new Set((held?.rules ?? []).flatMap(({ scheduleGuids }) => scheduleGuids))].filter(
    (one) => !parts.has(one),
  );
  return [
    ...mine,
    ...others
      .flatMap((one) => schedules.get(one) ?? [])
      .map((row) => presentForeignSchedule(row, { policy, runs: running.has(row.guid), now, count })),
  ];
}

export function nameOf({ guid, own, held }: PolicyFacts): string {
  return own?.name ?? held?.name ?? guid;
}

/** When it next starts a backup, by all of its schedules. Pure. */
export function nextRunOf(schedules: readonly Schedule[]): string | null {
  return schedules.flatMap(({ nextRuns }) => nextRuns[0]?.at ?? []).toSorted()[0] ?? null;
}

/** A policy as its tenant sees it. Pure. */
export function presentPolicy(
  facts: PolicyFacts,
  schedules: Schedule[],
  { scores, lastResult }: { scores: Scores; lastResult: LastResult | null },
): Policy {
  const { guid, own, held, machines } = facts;
  const rule = mainRule(facts);
  const at = (role: string) => rule?.destinations.find((one) => one.active && one.role === role) ?? null;
  const primary = at('PRIMARY');
  const ref = (destination: ReturnType<typeof at>) =>
    destination?.guid == null ? null : { guid: destination.guid, name: destination.name ?? 'Unnamed destination' };
  const retention = primary?.retention ?? null;
  return {
    guid,
    name: nameOf(facts),
    active: held?.active ?? false,
    priority: held?.priority ?? 50,
    machines: [...machines],
    destination: ref(primary),
    secondaryDestination: ref(at('SECONDARY')),
    retention: {
      full: { keepLast: retention?.keepLastFull ?? null, keepDays: days(retention?.keepFullNewerThanMs) },
      incremental: {
        keepLast: retention?.keepLastIncremental ?? null,
        keepDays: days(retention?.keepIncrementalNewerThanMs),
      },
    },
    schedules,
    autoRemoveNonPresent: own?.autoRemoveNonPresent ?? false,
    version: own?.version ?? 0,
    readOnly: own === null,
    condition: conditionOf(facts, schedules),
    obstacle: obstacleFor(facts),
    nextRunAt: nextRunOf(schedules),
    lastResult: lastResult && { at: lastResult.at.toISOString(), kept: lastResult.kept, failed: lastResult.failed },
    scores,
  };
}

/** The portal's own rule, or the first that stores anything. */
function mainRule({ own, held }: PolicyFacts): StoredRule | undefined {
  const rules = (held?.rules ?? []).toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0));
  return (
    rules.find(({ guid }) => guid === own?.ruleGuid) ??
    rules.find(({ active, destinations }) => active && destinations.some((one) => one.active)) ??
    rules[0]
  );
}

/** Days of a retention, never rounded: `msOfDays` gives back every whole number of milliseconds. */
export function daysOfMs(ms: number): number {
  return ms / dayMs;
}

/** The milliseconds that so many days were made of. */
export function msOfDays(days: number): number {
  return Math.round(days * dayMs);
}

function days(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : daysOfMs(ms);
}

function obstacleFor({ own, obstacle }: PolicyFacts): Policy['obstacle'] {
  if (obstacle === null) return null;
  const reason = `It can’t run: ${obstacle}`;
  return own
    ? { reason, owner: 'YOU', nextStep: 'Choose another destination for it.' }
    : { reason, owner: 'PROVIDER', nextStep: 'Ask your provider to give it another destination.' };
}

function conditionOf(
  { own, held, sagaKind, obstacle }: PolicyFacts,
  schedules: readonly Schedule[],
): Policy['condition'] {
  if (own !== null && sagaKind !== null) return sagaKind === 'DELETE' ? 'DELETING' : 'SAVING';
  if (obstacle !== null) return 'CANNOT_RUN';
  if (own === null) return 'OK';
  return held === null ||
    schedules.some(({ condition }) => condition.kind === 'CHANGED_ELSEWHERE' || condition.kind === 'GONE')
    ? 'CHANGED_ELSEWHERE'
    : 'OK';
}
