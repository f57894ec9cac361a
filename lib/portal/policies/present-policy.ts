import 'server-only';
import * as z from 'zod';
import type { Policy } from '@/lib/contracts/policy';
import type { Schedule } from '@/lib/contracts/schedule';
import { asField, insideText, nameOr, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { openSagaStates } from '@/lib/journal/locks';
import { obstacleOf } from '@/lib/mirror/policies/policy-summary';
import type { LastResult } from '@/lib/mirror/queries/expected-run-list';
import type { Scores } from '@/lib/mirror/queries/tenant-summary';
import { loadPlaces, StoredRule } from '@/lib/mirror/stored-json';
import { presentProviderSchedule, presentOwnSchedule } from '@/lib/portal/schedules/present-schedule';
import type { MirroredSchedule } from '@/lib/portal/schedules/present-schedule';
import type { PolicyRow } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

const dayMs = 86_400_000;

/** The schedules of a policy: the tenant's own first, then those that others added to its rules. Pure. */
export function schedulesOf(facts: PolicyFacts, { now, count }: { now: Date; count: number }): Schedule[] {
  const { guid, own, held, schedules } = facts;
  const policy = { guid, name: nameOf(facts) };
  // Its backups can't be stored while there is an obstacle.
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
      .map((row) => presentProviderSchedule(row, { policy, runs: running.has(row.guid), now, count })),
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
    destination?.guid == null
      ? null
      : { guid: destination.guid, ...asField('name', nameOr(destination.name, say('unnamed.destination'))) };
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

/** The portal's own rule, or the first one with a destination. */
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

/** The milliseconds of so many days. */
export function msOfDays(days: number): number {
  return Math.round(days * dayMs);
}

function days(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : daysOfMs(ms);
}

function obstacleFor({ own, obstacle }: PolicyFacts): Policy['obstacle'] {
  if (obstacle === null) return null;
  const reason = asField('reason', say('condition.cannotRun', { obstacle: insideText(obstacle) }));
  return own
    ? { ...reason, owner: 'YOU', ...asField('nextStep', say('condition.step.otherDestination')) }
    : { ...reason, owner: 'PROVIDER', ...asField('nextStep', say('condition.step.askOtherDestination')) };
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

/** The data of a policy that the tenant may see. */
export type PolicyFacts = {
  readonly guid: string;
  /** Null for the provider's. */
  readonly own: PolicyRow | null;
  /** As mirrored; null when Storware does not have it any more. */
  readonly held:
    (Omit<Prisma.MirrorPolicyGetPayload<object>, 'rules'> & { readonly rules: readonly StoredRule[] }) | null;
  readonly machines: readonly { readonly guid: string; readonly name: string }[];
  /** All names that its rules and its own schedules use, by guid. */
  readonly schedules: ReadonlyMap<string, MirroredSchedule>;
  readonly sagaKind: string | null;
  /** Why its backups can't be stored, as a sentence; null when they can. */
  readonly obstacle: GivenText | null;
};

const storedRules = z.array(StoredRule);

/** The facts of policies that the tenant may see, in the order of `guids`, with the tenant's own machines only. */
export async function policyFacts(scope: TenantScope, guids: readonly string[]): Promise<PolicyFacts[]> {
  const among = { in: [...guids] };
  const [owned, held, sagas, machines] = await Promise.all([
    db().policy.findMany({
      where: { guid: among, tenantId: scope.tenant.id },
      include: { schedules: { include: { parts: true }, orderBy: { position: 'asc' } } },
    }),
    db().mirrorPolicy.findMany({ where: { guid: among } }),
    db().saga.findMany({
      where: { policyGuid: among, state: { in: [...openSagaStates] } },
      select: { policyGuid: true, kind: true },
    }),
    db().$queryRaw<{ guid: string; name: string; policy: string }[]>`
      SELECT m.guid, m.name, m."policyGuid" AS policy FROM "MirrorMachine" m JOIN "Ownership" o ON o.kind = 'MACHINE' AND o.guid = m.guid
      WHERE o."tenantId" = ${scope.tenant.id} AND m."deletedAt" IS NULL AND m."policyGuid" = ANY(${[...guids]}::text[])
      ORDER BY m.name COLLATE natural_order, m.guid`,
  ]);
  const rules = new Map(held.map((row) => [row.guid, storedRules.parse(row.rules)]));
  const named = [
    ...[...rules.values()].flat().flatMap(({ scheduleGuids }) => scheduleGuids),
    ...owned.flatMap(({ schedules }) => schedules.flatMap(({ parts }) => parts.map(({ guid }) => guid))),
  ];
  // A rule of the provider's may use a schedule of another tenant, which is not shown.
  const others = db().ownership.findMany({
    where: { kind: 'SCHEDULE', guid: { in: named }, tenantId: { not: scope.tenant.id } },
    select: { guid: true },
  });
  const [rows, hidden] = await Promise.all([
    db().mirrorSchedule.findMany({ where: { guid: { in: named } } }),
    others.then((owned) => new Set(owned.map(({ guid }) => guid))),
  ]);
  const schedules = new Map(rows.filter(({ guid }) => !hidden.has(guid)).map((row) => [row.guid, row]));
  const isPlace = await loadPlaces(db());
  return guids.map((guid) => {
    const row = held.find((one) => one.guid === guid);
    return {
      guid,
      own: owned.find((one) => one.guid === guid) ?? null,
      held: row ? { ...row, rules: rules.get(guid) ?? [] } : null,
      machines: machines
        .filter(({ policy }) => policy === guid)
        .map(({ guid: machine, name }) => ({ guid: machine, name })),
      schedules,
      obstacle: obstacleOf(rules.get(guid) ?? [], isPlace),
      sagaKind: sagas.find(({ policyGuid }) => policyGuid === guid)?.kind ?? null,
    };
  });
}
