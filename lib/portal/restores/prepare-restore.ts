import 'server-only';
import type { Preflight, PreflightCheck, RestoreBody } from '@/lib/contracts/restore';
import type { Ref } from '@/lib/contracts/scalar';
import { isAppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import { currentOperations } from '@/lib/portal/operations/current-operations';
import { entitledPlaces } from '@/lib/portal/scope/entitled-places';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-recovery-point';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { findRestorePoint, listRestoreChoices } from '@/lib/storware/authorized/restore-choices';
import type { RestoreChoices, RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import { checkInventory, checkName } from './check-name';
import { checkChain, checkPoint } from './check-point';
import { checkSpace, diskSizes } from './check-space';
import { checkNetworks, checkTarget } from './check-target';
import { choosePlaces } from './choose-places';
import type { Chosen, ChoiceContext } from './choose-places';
import { findNamesakes } from './namesakes';
import { planRestore } from './plan-restore';
import type { RestorePlan } from './plan-restore';

export type PreparedRestore = {
  readonly context: ChoiceContext;
  readonly chosen: Chosen;
  readonly report: Preflight;
  /** Null when the report blocks it. */
  readonly plan: RestorePlan | null;
  /** Whether Storware could be asked. */
  readonly isReachable: boolean;
};

/**
 * Understands a body, asks Storware about everything in it, and says what would become of it. Throws `not_found` and
 * `validation_failed` as `choosePlaces` and `planRestore` do; what stands in the way otherwise is in the report. What would be
 * overwritten is not older than `notBefore`.
 */
export async function prepareRestore(scope: TenantScope, body: RestoreBody, notBefore: Date): Promise<PreparedRestore> {
  const { backup, machine } = await requireRecoveryPoint(scope, body.recoveryPoint);
  const context: ChoiceContext = { scope, machine, backup, places: await entitledPlaces(scope.tenant.id) };
  const chosen = await choosePlaces(context, body);
  const seen = await look(machine.handle, backup.guid, chosen);
  const naming =
    chosen.where.mode === 'IMPORT'
      ? { where: chosen.where, namesakes: await findNamesakes(scope, chosen.where, notBefore) }
      : null;
  const overwrites: Ref[] = naming?.where.overwrite && !naming.namesakes.hasForeign ? [...naming.namesakes.own] : [];
  const checks: PreflightCheck[] = [sessionCheck(seen !== null)];
  let plan: RestorePlan | null = null;
  if (seen) {
    const { point, choices } = seen;
    const pointCheck = checkPoint(point, chosen.parts.copy);
    checks.push(pointCheck);
    if (point) {
      checks.push(checkChain(point), checkTarget(chosen, point, choices));
      // The files of a point that is gone are gone too: nothing in the body could be told from what never was.
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
    const inventory = checkInventory(naming.where, naming.namesakes);
    checks.push(...(inventory ? [inventory] : []), checkName(naming.where, naming.namesakes));
  }
  checks.push(await runningWork(machine.row));
  const isBlocked = checks.some(({ state }) => state === 'BLOCKED');
  return {
    context,
    chosen,
    report: { at: new Date().toISOString(), checks, overwrites, inventory: naming?.namesakes.inventory ?? null },
    plan: isBlocked ? null : plan,
    isReachable: seen !== null,
  };
}

/** What Storware says now; null when it can't be asked. `choices` is null for a target that it does not offer. */
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
  if (isReachable) return { id, state: 'OK', message: 'The backup system answers.', nextStep: null };
  return {
    id,
    state: 'BLOCKED',
    message: 'The backup system can’t be reached now.',
    nextStep: 'Try again in a few minutes. Nothing was started.',
  };
}

async function runningWork({ guid, name }: { guid: string; name: string }): Promise<PreflightCheck> {
  const id = 'running-work';
  const isBusy = (await currentOperations([guid])).has(guid);
  if (!isBusy) return { id, state: 'OK', message: `No work is running on ${name}.`, nextStep: null };
  return {
    id,
    state: 'WARNING',
    message: `Work is running on ${name}.`,
    nextStep: 'You can go on; the restore may have to wait for it.',
  };
}
