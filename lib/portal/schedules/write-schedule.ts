import 'server-only';
import { defaultRetention } from '@/lib/contracts/policy';
import type { Policy, PolicyBody } from '@/lib/contracts/policy';
import type {
  CreateScheduleBody,
  PutScheduleBody,
  Schedule,
  ScheduleBody,
  ScheduleDetail,
} from '@/lib/contracts/schedule';
import { AppError, isAppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import type { IdempotentRequest } from '@/lib/journal/operations/idempotency';
import { idempotentRequestOf, once } from '@/lib/portal/policies/once';
import type { DoneSaga } from '@/lib/portal/policies/once';
import { putPolicy } from '@/lib/portal/policies/put-policy';
import type { PutOptions } from '@/lib/portal/policies/put-policy';
import { getPolicy } from '@/lib/portal/policies/read-policies';
import { requireOwnPolicy } from '@/lib/portal/scope/owned-policy';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { getSchedule } from './read-schedules';

/** Adds a schedule to a policy of the tenant. Throws as `putPolicy`. The same key and body return the same schedule. */
export function createSchedule(
  scope: TenantScope,
  body: CreateScheduleBody,
  idempotencyKey: string | null = null,
): Promise<ScheduleDetail> {
  const idempotentRequest = idempotentRequestOf(idempotencyKey, 'POST /schedules', body);
  return once(
    scope,
    idempotentRequest,
    () => create(scope, body, idempotentRequest),
    (done) => getSchedule(scope, madeBy(done, body.name)),
  );
}

function madeBy({ plan, progress }: DoneSaga, name: string): string {
  const schedules = plan.kind === 'CHANGE' ? plan.schedules : [];
  const part = schedules.find((schedule) => schedule.guid === null && schedule.name === name)?.parts[0];
  return part?.guid ?? progress.made[part?.name ?? ''] ?? '';
}

async function create(
  scope: TenantScope,
  { policy, version, ...body }: CreateScheduleBody,
  idempotentRequest: IdempotentRequest | null,
): Promise<ScheduleDetail> {
  await requireOwnPolicy(scope, policy);
  const before = await getPolicy(scope, policy);
  const known = new Set(before.schedules.map(({ guid }) => guid));
  const after = await change(scope, policy, version, (schedules) => [...schedules, body], { idempotentRequest });
  const made = after.schedules.find(({ guid, name }) => !known.has(guid) && name === body.name);
  if (!made) throw new Error('a schedule was made and is not there');
  return getSchedule(scope, made.guid);
}

/** Writes a schedule of the tenant as a whole, also one that somebody changed in Storware. Throws as `putPolicy`. */
export async function putSchedule(
  scope: TenantScope,
  guid: string,
  { version, ...body }: PutScheduleBody,
): Promise<ScheduleDetail> {
  const policy = await policyOf(scope, guid);
  const after = await change(
    scope,
    policy,
    version,
    (schedules) => schedules.map((one) => (one.guid === guid ? { ...body, guid } : one)),
    { rewrite: new Set([guid]) },
  );
  // A schedule deleted in Storware has been created again, under another guid.
  return getSchedule(
    scope,
    after.schedules.find((one) => one.guid === guid)?.guid ??
      after.schedules.find(({ name }) => name === body.name)?.guid ??
      guid,
  );
}

/** Deletes a schedule of the tenant, and returns its policy. Throws as `putPolicy`. */
export async function deleteSchedule(
  scope: TenantScope,
  guid: string,
): Promise<{ policy: { guid: string; name: string } }> {
  const { guid: policy, name } = await change(scope, await policyOf(scope, guid), undefined, (schedules) =>
    schedules.filter((one) => one.guid !== guid),
  );
  return { policy: { guid: policy, name } };
}

async function policyOf(scope: TenantScope, guid: string): Promise<string> {
  const { readOnly, policy } = await getSchedule(scope, guid);
  if (readOnly || !policy)
    throw new AppError('conflict', {
      detail: say('schedule.ofProvider'),
    });
  return policy.guid;
}

/** A change of one schedule is a change of its policy. Errors are mapped to the schedule's own fields. */
async function change(
  scope: TenantScope,
  policy: string,
  version: number | undefined,
  edit: (schedules: ScheduleBody[]) => ScheduleBody[],
  options?: PutOptions,
) {
  await requireOwnPolicy(scope, policy);
  const body = bodyOfPolicy(await getPolicy(scope, policy));
  try {
    return await putPolicy(
      scope,
      policy,
      { ...body, schedules: edit(body.schedules), version: version ?? body.version },
      options,
    );
  } catch (error) {
    if (!isAppError(error) || error.code !== 'validation_failed') throw error;
    throw new AppError('validation_failed', {
      errors: (error.errors ?? []).map((fault) => ({ ...fault, path: fault.path.replace(/^schedules\.\d+\.?/, '') })),
    });
  }
}

/**
 * The body that writes a policy unchanged, for changing one part of it. Throws `conflict` for one without a
 * destination. Pure.
 */
export function bodyOfPolicy(policy: Policy): PolicyBody {
  const {
    name,
    active,
    priority,
    autoRemoveNonPresent,
    machines,
    destination,
    secondaryDestination,
    retention,
    schedules,
    version,
  } = policy;
  if (!destination)
    throw new AppError('conflict', {
      detail: say('policy.storageChangedUpstream'),
    });
  const { full, incremental } = retention;
  return {
    name,
    active,
    priority,
    autoRemoveNonPresent,
    machines: machines.map(({ guid }) => guid),
    moveMachines: [],
    destination: destination.guid,
    secondaryDestination: secondaryDestination?.guid ?? null,
    retention: {
      full: {
        keepLast: full.keepLast ?? defaultRetention.full.keepLast,
        keepDays: full.keepDays ?? defaultRetention.full.keepDays,
      },
      incremental: {
        keepLast: incremental.keepLast ?? defaultRetention.incremental.keepLast,
        keepDays: incremental.keepDays ?? defaultRetention.incremental.keepDays,
      },
    },
    schedules: schedules.filter(({ readOnly }) => !readOnly).map(bodyOfSchedule),
    version,
  };
}

function bodyOfSchedule({
  guid,
  name,
  active,
  backupType,
  timeZone,
  execution,
  daysOfWeek,
  months,
  occurrences,
  startWindowMinutes,
}: Schedule): ScheduleBody {
  if (backupType === 'UNKNOWN' || execution.kind === 'UNKNOWN')
    throw new RangeError('the tenant’s own schedules are of kinds that are understood');
  return { guid, name, active, backupType, timeZone, execution, daysOfWeek, months, occurrences, startWindowMinutes };
}
