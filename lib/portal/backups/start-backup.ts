import 'server-only';
import { defaultPriority, defaultWindowMs } from '@/lib/contracts/backup';
import type { StartBackupAnswer, StartBackupBody } from '@/lib/contracts/backup';
import { AppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { backupsRoute, holdWaiting, replayOfBackups, requestBackups } from '@/lib/journal/operations/request';
import type { BackupPlan, PlannedBackup, RequestedBackups } from '@/lib/journal/operations/request';
import { digestOf, releaseKey } from '@/lib/journal/operations/idempotency';
import { submitBackup } from '@/lib/journal/operations/submit';
import type { SubmitResult } from '@/lib/journal/operations/submit';
import { presentOperations } from '@/lib/portal/operations/present-operation';
import { requireMachines } from '@/lib/portal/scope/owned-objects';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { noTargets, notPresent, targetsByPolicy } from './get-backup-options';
import type { Target } from './get-backup-options';

const concurrentCalls = 4;
/** After this the answer goes out with what is known; the rest is submitted behind it and told by the event stream. */
const waitLimitMs = 8_000;

/**
 * Backs up one or many machines of the tenant, each with its own operation and outcome. A machine or destination that
 * is not the tenant's makes the whole request `not_found` and starts nothing. `conflict` when no machine could be
 * started at all; `upstream_unavailable` when Storware was reached for none, and then the same key may be used again.
 */
export async function startBackup(
  scope: TenantScope,
  { body, idempotencyKey }: { body: StartBackupBody; idempotencyKey: string },
): Promise<StartBackupAnswer> {
  const idempotentRequest = { key: idempotencyKey, route: backupsRoute, bodyHash: digestOf(body) };
  const machines = await requireMachines(scope, body.machines);
  const replay = await replayOfBackups(scope.tenant.id, idempotentRequest);
  if (replay) return answerOf(scope, replay);
  const planned = await planBackups(scope, machines, body);
  const requested = await requestBackups(requesterOf(scope), idempotentRequest, planned);
  const results = await submitAll(requested, machines, planned);
  if (results !== null && results.length > 0 && results.every((result) => result === 'not_sent')) {
    await releaseKey(scope.tenant.id, idempotencyKey);
    throw new AppError('upstream_unavailable', {
      detail: 'The backup system can’t be reached. Nothing was started.',
      retryAfterSeconds: 30,
    });
  }
  return answerOf(scope, requested);
}

async function planBackups(
  scope: TenantScope,
  machines: readonly OwnedMachine[],
  body: StartBackupBody,
): Promise<PlannedBackup[]> {
  const targets = await targetsByPolicy(
    scope,
    machines.map(({ row }) => row.policyGuid),
  );
  const targetsOf = ({ row }: OwnedMachine): readonly Target[] => targets.get(row.policyGuid)?.targets ?? [];
  if (
    body.destination !== undefined &&
    !machines.some((machine) => targetsOf(machine).some((target) => target.guid === body.destination))
  ) {
    throw new AppError('not_found', {
      meta: { kind: 'destination', guid: body.destination, reason: 'neither entitled nor of a policy' },
    });
  }
  const windowStart = body.windowStart ?? new Date().toISOString();
  const windowEnd = body.windowEnd ?? new Date(Date.parse(windowStart) + defaultWindowMs).toISOString();
  return machines.map((machine) => {
    const { guid, name, present } = machine.row;
    if (!present) return { guid, name, obstacle: notPresent };
    const choices = targetsOf(machine);
    const target =
      body.destination === undefined
        ? choices.find((one) => one.default)
        : choices.find((one) => one.guid === body.destination);
    if (!target)
      return {
        guid,
        name,
        obstacle:
          choices.length === 0
            ? (targets.get(machine.row.policyGuid) ?? noTargets).noneReason
            : 'It can’t be backed up to this destination.',
      };
    const plan: BackupPlan = {
      type: body.type,
      priority: body.priority ?? defaultPriority,
      windowStart,
      windowEnd,
      destinationGuid: target.guid,
      ruleGuids: [...target.ruleGuids],
    };
    return { guid, name, plan };
  });
}

/** Null when the calls took longer than a person should wait for the answer; they go on behind it. */
async function submitAll(
  requested: RequestedBackups,
  machines: readonly OwnedMachine[],
  planned: readonly PlannedBackup[],
): Promise<SubmitResult[] | null> {
  const queue = requested.operations.filter((operation) => operation.toSubmit);
  const results: SubmitResult[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { id, machineGuid } = next;
      const machine = machines.find(({ row }) => row.guid === machineGuid);
      const plan = planned.find((one) => one.guid === machineGuid);
      if (!machine || !plan || !('plan' in plan)) continue;
      // One whose call or record fails is settled by the sync worker; the others are sent all the same.
      results.push(
        await submitBackup(id, machine.handle, plan.plan).catch((error: unknown): SubmitResult => {
          log.error(
            { module: 'portal', operation: id, err: error },
            'a backup could not be submitted; the sync worker finds out what became of it',
          );
          return 'unknown';
        }),
      );
    }
  };
  const stopHolding = holdWaiting(queue.map(({ id }) => id));
  const all = Promise.all(Array.from({ length: concurrentCalls }, worker))
    .then(() => results)
    .finally(stopHolding);
  let timer: NodeJS.Timeout | undefined;
  const waitLimit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), waitLimitMs);
  });
  try {
    return await Promise.race([all, waitLimit]);
  } finally {
    clearTimeout(timer);
    all.catch((error: unknown) =>
      log.error(
        { module: 'portal', err: error },
        'submitting backups ended early; the sync worker settles what is left',
      ),
    );
  }
}

async function answerOf(scope: TenantScope, { operations }: RequestedBackups): Promise<StartBackupAnswer> {
  const rows = await db().operation.findMany({ where: { id: { in: operations.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    operations: await presentOperations(
      operations.flatMap(({ id }) => byId.get(id) ?? []),
      scope.tenant.id,
    ),
  };
}
