import 'server-only';
import type { OperationAnswer } from '@/lib/contracts/operation';
import type { Preflight, PreflightCheck, RestoreBody } from '@/lib/contracts/restore';
import type { Ref } from '@/lib/contracts/scalar';
import type { ServerText } from '@/lib/contracts/server-text';
import { AppError, isAppError } from '@/lib/core/app-error';
import { fieldFault, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { overwrittenNow } from '@/lib/journal/locks';
import { digestOf } from '@/lib/journal/operations/idempotency';
import { startWork } from '@/lib/journal/operations/start-work';
import type { PlannedWork } from '@/lib/journal/operations/start-work';
import { currentOperations, getOperation, unsettledStates } from '@/lib/portal/operations/operations';
import { entitledPlaces } from '@/lib/portal/scope/entitled-places';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-objects';
import { requireProof } from '@/lib/portal/scope/recent-proof';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { AuthorizedMachine } from '@/lib/storware/authorized-handles';
import { findRestorePoint, listRestoreChoices } from '@/lib/storware/authorized/restore-choices';
import type { RestoreChoices, RestorePoint } from '@/lib/storware/authorized/restore-choices';
import { checked } from './checked';
import { checkChain, checkInventory, checkName, checkPoint } from './check-name';
import { checkNetworks, checkSpace, checkTarget, diskSizes } from './check-place';
import { choosePlaces } from './choose-places';
import type { ChoiceContext, Chosen } from './choose-places';
import { findNamesakes } from './name-conflicts';
import { planRestore } from './plan-restore';
import type { RestorePlan } from './plan-restore';
import { targetText } from './target-choices';

/**
 * Repeats the pre-flight checks and starts a restore. Throws `conflict` when a check blocks it or the confirmed machines are not
 * exactly those to be deleted, and `upstream_unavailable` when Storware can't be reached. Nothing was started then, and the
 * idempotency key can be used again.
 */
export async function startRestore(
  scope: TenantScope,
  { body, idempotencyKey }: { body: RestoreBody; idempotencyKey: string },
): Promise<OperationAnswer> {
  const idempotentRequest = { key: idempotencyKey, route: 'POST /restores', bodyHash: digestOf(body) };
  await requireRecoveryPoint(scope, body.recoveryPoint);
  if (body.overwrite) requireProof(scope.actor);
  const [id = ''] = await startWork(requesterOf(scope), idempotentRequest, async () => [
    await restoreWork(scope, body),
  ]);
  return { operation: await getOperation(scope, id) };
}

async function restoreWork(scope: TenantScope, body: RestoreBody): Promise<PlannedWork> {
  const prepared = await prepareRestore(scope, body, new Date());
  const plan = requireClear(prepared, body);
  const { context, chosen, report } = prepared;
  const { row, handle } = context.machine;
  return {
    kind: 'RESTORE',
    machine: { handle, name: row.name },
    mode: body.mode,
    backupGuid: body.recoveryPoint,
    targetName: chosen.where.mode === 'IMPORT' ? chosen.where.name : null,
    target: targetText(chosen),
    preflight: report,
    request: asJson(plan.request),
    call: plan,
    findObstacle: (tx) => workOnOverwritten(tx, report),
    alsoLocks: report.overwrites.map(({ guid }) => guid),
  };
}

function requireClear(
  { report, plan, isReachable }: PreparedRestore,
  body: RestoreBody,
): NonNullable<PreparedRestore['plan']> {
  if (!isReachable)
    throw new AppError('upstream_unavailable', {
      detail: say('operation.notStarted'),
      retryAfterSeconds: 30,
    });
  const blocked = report.checks.filter(({ state }) => state === 'BLOCKED');
  if (blocked.length > 0 || !plan)
    throw new AppError('conflict', {
      detail:
        blocked.length === 0
          ? say('restore.notPossible')
          : say('restore.blocked', {
              reasons: blocked.map(
                ({ message, messageRef }) => messageRef ?? say('restore.check.pointBroken', { reason: message }).ref,
              ),
            }),
    });
  const named = new Set(body.overwriteMachines ?? []);
  const { overwrites } = report;
  if (named.size !== overwrites.length || overwrites.some(({ guid }) => !named.has(guid))) {
    const names = overwrites.map(({ name }) => name).join(', ');
    throw new AppError('conflict', {
      detail:
        overwrites.length === 0 ? say('restore.nothingOverwritten') : say('restore.wouldDelete', { machines: names }),
    });
  }
  return plan;
}

/** Refuses the restore when an operation has started since the report on a machine that would be deleted. */
async function workOnOverwritten(tx: Tx, { overwrites }: Preflight): Promise<ServerText | null> {
  if (overwrites.length === 0) return null;
  const guids = overwrites.map(({ guid }) => guid);
  const busy = await tx.operation.count({ where: { machineGuid: { in: guids }, state: { in: [...unsettledStates] } } });
  return busy === 0 && (await overwrittenNow(tx, guids)).size === 0 ? null : say('reason.work.onOverwritten');
}

function asJson(request: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(request)) as Prisma.InputJsonObject;
}

/** Maximum age of the inventory for a report; the start of a restore reads it again. */
const reportAgeMs = 30_000;

/** Runs the pre-flight checks only. If Storware can't be reached, the report says so; it is no error. */
export async function preflight(scope: TenantScope, guid: string, body: RestoreBody): Promise<Preflight> {
  await requireRecoveryPoint(scope, guid);
  if (body.recoveryPoint !== guid) {
    await requireRecoveryPoint(scope, body.recoveryPoint);
    throw new AppError('validation_failed', {
      errors: [fieldFault('recoveryPoint', 'field.pointOfAddress')],
    });
  }
  return (await prepareRestore(scope, body, new Date(Date.now() - reportAgeMs))).report;
}

type PreparedRestore = {
  readonly context: ChoiceContext;
  readonly chosen: Chosen;
  readonly report: Preflight;
  /** Null when a check blocks the restore. */
  readonly plan: RestorePlan | null;
  /** Whether Storware could be reached. */
  readonly isReachable: boolean;
};

/**
 * Validates a request, runs all checks and builds the request to Storware. Throws `not_found` and `validation_failed` as
 * `choosePlaces` and `planRestore` do; all other obstacles are in the report. The list of machines to overwrite is not older than
 * `notBefore`.
 */
async function prepareRestore(scope: TenantScope, body: RestoreBody, notBefore: Date): Promise<PreparedRestore> {
  const { backup, machine } = await requireRecoveryPoint(scope, body.recoveryPoint);
  const context: ChoiceContext = { scope, machine, backup, places: await entitledPlaces(scope.tenant.id) };
  const chosen = await choosePlaces(context, body);
  const seen = await look(machine.handle, backup.guid, chosen);
  const naming =
    chosen.where.mode === 'IMPORT'
      ? { where: chosen.where, nameConflicts: await findNamesakes(scope, chosen.where, notBefore) }
      : null;
  const overwrites: Ref[] =
    naming?.where.overwrite && !naming.nameConflicts.isTakenByOthers ? [...naming.nameConflicts.own] : [];
  const checks: PreflightCheck[] = [sessionCheck(seen !== null)];
  let plan: RestorePlan | null = null;
  if (seen) {
    const { point, choices } = seen;
    const pointCheck = checkPoint(point, chosen.parts.copy);
    checks.push(pointCheck);
    if (point) {
      checks.push(checkChain(point), checkTarget(chosen, point, choices));
      // A removed point has no files any more, so the disks of the request can't be validated.
      if (pointCheck.state !== 'BLOCKED')
        plan = planRestore({
          chosen,
          point,
          places: context.places,
          overwrite: overwrites.length > 0,
          tenantId: await externalId(scope),
        });
      const space = plan && checkSpace(plan, point, choices, diskSizes(machine.row.disks));
      const networks = checkNetworks(chosen, point.backup.cards, plan, choices);
      checks.push(...(space ? [space] : []), ...(networks ? [networks] : []));
    }
  }
  if (naming) {
    const inventory = checkInventory(naming.where, naming.nameConflicts);
    checks.push(...(inventory ? [inventory] : []), checkName(naming.where, naming.nameConflicts));
  }
  checks.push(await runningWork(machine.row));
  const isBlocked = checks.some(({ state }) => state === 'BLOCKED');
  return {
    context,
    chosen,
    report: { at: new Date().toISOString(), checks, overwrites, inventory: naming?.nameConflicts.inventory ?? null },
    plan: isBlocked ? null : plan,
    isReachable: seen !== null,
  };
}

/** Reads the recovery point and the choices at the target; null when Storware can't be reached. `choices` is null for a target that it does not offer. */
async function look(
  machine: AuthorizedMachine,
  backupGuid: string,
  { where }: Chosen,
): Promise<{ point: RestorePoint | null; choices: RestoreChoices | null } | null> {
  try {
    const point = await findRestorePoint(machine, backupGuid);
    if (!point || where.mode === 'FILE_SYSTEM') return { point, choices: null };
    const { target, project } = where;
    const offered = target.kind === 'MANAGER' ? point.targets.managers : point.targets.hypervisors;
    if (!offered.some(({ guid }) => guid === target.guid)) return { point, choices: null };
    const choices = await listRestoreChoices(
      machine,
      backupGuid,
      target.kind === 'HYPERVISOR'
        ? { hypervisorGuid: target.guid }
        : { managerGuid: target.guid, ...(project ? { projectGuid: project.guid } : {}) },
    );
    return { point, choices };
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('upstream_')) return null;
    if (isAppError(error) && error.code === 'not_found') return { point: null, choices: null };
    throw error;
  }
}

async function externalId({ tenant }: TenantScope): Promise<string | null> {
  return (await db().tenant.findUniqueOrThrow({ where: { id: tenant.id }, select: { externalId: true } })).externalId;
}

function sessionCheck(isReachable: boolean): PreflightCheck {
  const id = 'session';
  if (isReachable) return checked(id, 'OK', say('restore.check.answers'));
  return checked(id, 'BLOCKED', say('restore.check.unreachable'), say('restore.check.laterNothingStarted'));
}

async function runningWork({ guid, name }: { guid: string; name: string }): Promise<PreflightCheck> {
  const id = 'running-work';
  const isBusy = (await currentOperations([guid])).has(guid);
  if (!isBusy) return checked(id, 'OK', say('restore.check.noWork', { name }));
  return checked(id, 'WARNING', say('restore.check.workRunning', { name }), say('restore.check.mayWait'));
}
