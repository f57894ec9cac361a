import 'server-only';
import { defaultPriority, defaultWindowMs } from '@/lib/contracts/backup';
import type { StartBackupAnswer, StartBackupBody } from '@/lib/contracts/backup';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { digestOf } from '@/lib/journal/operations/idempotency';
import { startWork } from '@/lib/journal/operations/start-work';
import type { PlannedWork } from '@/lib/journal/operations/start-work';
import type { BackupPlan } from '@/lib/journal/operations/submit';
import { presentOperations } from '@/lib/portal/operations/present-operation';
import { requireMachines } from '@/lib/portal/scope/owned-objects';
import type { OwnedMachine } from '@/lib/portal/scope/owned-objects';
import { requesterOf } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { noTargets, notPresent, targetsByPolicy } from './get-backup-options';
import type { Target } from './get-backup-options';

/**
 * Backs up one or many machines of the tenant, each with its own operation and outcome. A machine or destination of
 * another tenant makes the whole request `not_found` and starts nothing. `conflict` when no machine could be started at
 * all; `upstream_unavailable` when Storware was reached for none, and then the same key may be used again.
 */
export async function startBackup(
  scope: TenantScope,
  { body, idempotencyKey }: { body: StartBackupBody; idempotencyKey: string },
): Promise<StartBackupAnswer> {
  const idempotentRequest = { key: idempotencyKey, route: 'POST /backups', bodyHash: digestOf(body) };
  const machines = await requireMachines(scope, body.machines);
  const ids = await startWork(requesterOf(scope), idempotentRequest, () => planBackups(scope, machines, body));
  const rows = await db().operation.findMany({ where: { id: { in: ids } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    operations: await presentOperations(
      ids.flatMap((id) => byId.get(id) ?? []),
      scope.tenant.id,
    ),
  };
}

async function planBackups(
  scope: TenantScope,
  machines: readonly OwnedMachine[],
  body: StartBackupBody,
): Promise<PlannedWork[]> {
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
  return machines.map((machine): PlannedWork => {
    const work = { kind: 'BACKUP', machine: { handle: machine.handle, name: machine.row.name } } as const;
    if (!machine.row.present) return { ...work, obstacle: notPresent };
    const choices = targetsOf(machine);
    const target =
      body.destination === undefined
        ? choices.find((one) => one.default)
        : choices.find((one) => one.guid === body.destination);
    if (!target)
      return {
        ...work,
        obstacle:
          choices.length === 0
            ? (targets.get(machine.row.policyGuid) ?? noTargets).noneReason
            : say('reason.backup.notToThis'),
      };
    const plan: BackupPlan = {
      type: body.type,
      priority: body.priority ?? defaultPriority,
      windowStart,
      windowEnd,
      destinationGuid: target.guid,
      ruleGuids: [...target.ruleGuids],
    };
    return { ...work, request: plan, call: { kind: 'backup', plan } };
  });
}
