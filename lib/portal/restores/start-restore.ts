import 'server-only';
import type { OperationAnswer } from '@/lib/contracts/operation';
import type { Preflight, RestoreBody } from '@/lib/contracts/restore';
import { AppError } from '@/lib/core/app-error';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { digestOf } from '@/lib/journal/idempotency';
import { releaseKey } from '@/lib/journal/release-key';
import { overwrittenNow } from '@/lib/journal/overwritten-now';
import { replayOfWork, requestWork } from '@/lib/journal/request-work';
import { submitWork } from '@/lib/journal/submit-work';
import { unsettledStates } from '@/lib/portal/operations/current-operations';
import { getOperation } from '@/lib/portal/operations/get-operation';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-recovery-point';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { prepareRestore } from './prepare-restore';
import type { PreparedRestore } from './prepare-restore';
import { targetText } from './target-text';

const route = 'POST /restores';

/**
 * Starts a restore after running its pre-flight again. `conflict` when that blocks it, or when the machines that would
 * be deleted are not exactly those that were named; `upstream_unavailable` when Storware could not be reached. In all
 * of these nothing was started, and the same key may be used again.
 */
export async function startRestore(
  scope: TenantScope,
  { body, idempotencyKey }: { body: RestoreBody; idempotencyKey: string },
): Promise<OperationAnswer> {
  const intention = { key: idempotencyKey, route, bodyHash: digestOf(body) };
  await requireRecoveryPoint(scope, body.recoveryPoint);
  const replay = await replayOfWork(scope.tenant.id, intention);
  if (replay !== null) return { operation: await getOperation(scope, replay) };
  const prepared = await prepareRestore(scope, body, new Date());
  const plan = demandClear(prepared, body);
  const { context, chosen, report } = prepared;
  const { row, handle } = context.machine;
  const { operationId, replayed } = await requestWork(
    requesterOf(scope),
    intention,
    {
      kind: 'RESTORE',
      machine: { guid: row.guid, name: row.name },
      mode: body.mode,
      backupGuid: body.recoveryPoint,
      targetName: chosen.where.mode === 'IMPORT' ? chosen.where.name : null,
      targetText: targetText(chosen),
      mountGuid: null,
      preflight: report,
      request: asJson(plan.request),
    },
    (tx) => workOnOverwritten(tx, report),
    report.overwrites.map(({ guid }) => guid),
  );
  if (!replayed && (await submitWork(operationId, handle, plan)) === 'not_sent') {
    await releaseKey(scope.tenant.id, idempotencyKey);
    throw unavailable();
  }
  return { operation: await getOperation(scope, operationId) };
}

function demandClear(
  { report, plan, isReachable }: PreparedRestore,
  body: RestoreBody,
): NonNullable<PreparedRestore['plan']> {
  if (!isReachable) throw unavailable();
  const blocked = report.checks.filter(({ state }) => state === 'BLOCKED');
  if (blocked.length > 0 || !plan)
    throw new AppError('conflict', {
      detail: blocked.map(({ message }) => message).join(' ') || 'This restore is not possible now.',
    });
  const named = new Set(body.overwriteMachines ?? []);
  const { overwrites } = report;
  if (named.size !== overwrites.length || overwrites.some(({ guid }) => !named.has(guid))) {
    const names = overwrites.map(({ name }) => name).join(', ');
    throw new AppError('conflict', {
      detail:
        overwrites.length === 0
          ? 'No machine would be overwritten, but some were named. Look at the report again.'
          : `This would delete ${names}. Confirm exactly these machines.`,
    });
  }
  return plan;
}

/** Work may have started on a machine that would be deleted since the report was made. */
async function workOnOverwritten(tx: Tx, { overwrites }: Preflight): Promise<string | null> {
  if (overwrites.length === 0) return null;
  const guids = overwrites.map(({ guid }) => guid);
  const busy = await tx.operation.count({ where: { machineGuid: { in: guids }, state: { in: [...unsettledStates] } } });
  return busy === 0 && (await overwrittenNow(tx, guids)).size === 0
    ? null
    : 'Work has just started on a machine that would be deleted. Wait for it to end, or choose another name.';
}

function unavailable(): AppError {
  return new AppError('upstream_unavailable', {
    detail: 'The backup system can’t be reached. Nothing was started.',
    retryAfterSeconds: 30,
  });
}

function asJson(request: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(request)) as Prisma.InputJsonObject;
}
