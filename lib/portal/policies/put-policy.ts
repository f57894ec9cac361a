import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Policy, PolicyBody } from '@/lib/contracts/policy';
import { AppError } from '@/lib/core/app-error';
import { listed, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { openSagaOf } from '@/lib/journal/locks';
import type { IdempotentRequest } from '@/lib/journal/operations/idempotency';
import { AlreadyBegun, beginSaga } from '@/lib/journal/policies/begin-saga';
import { driveSaga } from '@/lib/journal/policies/drive-saga';
import type { ChangePlan } from '@/lib/journal/policies/saga-plan';
import { says, upstreamPolicyName, withSuffix } from '@/lib/journal/policies/upstream-name';
import { matchSchedules, planSchedules } from '@/lib/portal/schedules/plan-schedules';
import { requireOwnPolicy } from '@/lib/portal/scope/owned-policy';
import type { OwnedPolicy } from '@/lib/portal/scope/owned-policy';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { tenantTag } from './create-policy';
import { getPolicy } from './read-policies';
import { planDestinations, planMachines, requirePolicyMachines } from './plan-policy';
import { policyDifference, presentState } from './policy-difference';
import { policyFacts } from './present-policy';

/** How long a second editor waits for the save of the first one. */
const waitLimitMs = 8_000;
const pollMs = 150;

export type PutOptions = {
  readonly rewrite?: ReadonlySet<string> | undefined;
  /** Of an idempotent request: see `once`. */
  readonly idempotentRequest?: IdempotentRequest | null | undefined;
};

/**
 * Writes a policy as a whole, with rule and schedules: all or nothing. Machines without an owner and schedules of
 * others stay. Throws as `createPolicy`; `conflict` with the differences when it is no longer of `body.version`.
 * Schedules that were changed in Storware are left unchanged, unless the tenant changes them too or names them in
 * `rewrite`.
 */
export async function putPolicy(
  scope: TenantScope,
  guid: string,
  body: PolicyBody,
  { rewrite = new Set(), idempotentRequest = null }: PutOptions = {},
): Promise<Policy> {
  await requireOwnPolicy(scope, guid);
  await noWriteInProgress(guid);
  // Read after the wait, because the plan depends on it.
  const owned = await requireOwnPolicy(scope, guid);
  const differs = body.version !== undefined && body.version !== owned.row.version;
  const plan = await planChange(scope, owned, body, rewrite);
  if (differs) throw await outdated(scope, guid, body);
  const run = await beginSaga(requesterOf(scope), plan, owned.row.version, idempotentRequest).catch(
    async (error: unknown) => {
      // Somebody saved it while the plan was being made.
      if (!(error instanceof AlreadyBegun) && body.version !== undefined && (await isNewer(owned)))
        throw await outdated(scope, guid, body);
      throw error;
    },
  );
  await driveSaga(run);
  return getPolicy(scope, guid);
}

async function isNewer({ guid, row }: OwnedPolicy): Promise<boolean> {
  await noWriteInProgress(guid);
  const now = await db().policy.findUnique({ where: { guid }, select: { version: true } });
  return now !== null && now.version !== row.version;
}

/** Waits a while for another write of the policy to end, so that its result can be compared. */
async function noWriteInProgress(guid: string): Promise<void> {
  const deadline = Date.now() + waitLimitMs;
  while (Date.now() < deadline && (await openSagaOf(db(), guid))) await sleep(pollMs);
}

async function planChange(
  scope: TenantScope,
  owned: OwnedPolicy,
  body: PolicyBody,
  rewrite: ReadonlySet<string>,
): Promise<ChangePlan> {
  const { guid, row } = owned;
  // Storware is not called for objects of other tenants.
  const wanted = await requirePolicyMachines(scope, body);
  const requested = matchSchedules(body.schedules, row.schedules);
  const destinations = await planDestinations(scope, body, await knownDestinations(scope, guid));
  const { machines: present, ruleGuid, before } = await presentState(owned);
  const { add, remove, moves } = await planMachines(scope, wanted, body.moveMachines, { policyGuid: guid, present });
  const { schedules, dropSchedules, dropParts } = await planSchedules({
    slug: scope.tenant.slug,
    policy: body.name,
    requested,
    existing: row.schedules,
    rewrite,
    now: new Date(),
  });
  const parts = new Set(row.schedules.flatMap((schedule) => schedule.parts.map((part) => part.guid)));
  const { active, priority, autoRemoveNonPresent } = body;
  const upstreamName = upstreamPolicyName(scope.tenant.slug, body.name);
  return {
    kind: 'CHANGE',
    policyGuid: guid,
    name: body.name,
    // Policies with older names get the present form like this too.
    upstreamName: before.name !== null && says(before.name, upstreamName) ? null : upstreamName,
    spareName: withSuffix(upstreamName),
    ruleName: before.ruleName === upstreamName ? null : upstreamName,
    tenantTag: await tenantTag(scope),
    fields: { active, priority, autoRemoveNonPresent },
    ruleGuid,
    add,
    remove,
    moves,
    destinations,
    schedules,
    foreignSchedules: before.scheduleGuids.filter((one) => !parts.has(one)),
    dropSchedules,
    dropParts,
    // A rule without a destination can't be written again: then it keeps the new one.
    before: before.destinations.some(({ role, active: isOn }) => role === 'PRIMARY' && isOn)
      ? before
      : { ...before, destinations },
  };
}

/** The mirrored destinations of the policy: these may stay although the tenant may not choose them. */
async function knownDestinations(scope: TenantScope, policyGuid: string): Promise<string[]> {
  const [facts] = await policyFacts(scope, [policyGuid]);
  return (facts?.held?.rules ?? []).flatMap(({ destinations }) => destinations.flatMap(({ guid }) => guid ?? []));
}

async function outdated(scope: TenantScope, guid: string, body: PolicyBody): Promise<AppError> {
  const theirs = await getPolicy(scope, guid);
  const [machines, destinations] = await Promise.all([
    db().mirrorMachine.findMany({ where: { guid: { in: body.machines } }, select: { guid: true, name: true } }),
    db().mirrorInfrastructure.findMany({
      where: { kind: 'DESTINATION', guid: { in: [body.destination, body.secondaryDestination ?? ''] } },
      select: { guid: true, name: true },
    }),
  ]);
  const errors = policyDifference(
    theirs,
    body,
    new Map([...machines, ...destinations].map((row) => [row.guid, row.name])),
  );
  const shown = errors
    .slice(0, 5)
    .map(({ path, message, messageRef }) => say('policy.difference', { field: path, message: messageRef ?? message }));
  return new AppError('conflict', {
    detail:
      errors.length === 0
        ? say('policy.outdatedSame')
        : say('policy.outdated', { differences: listed(shown, 'semicolon'), more: errors.length - shown.length }),
    errors,
  });
}
