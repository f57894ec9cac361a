import 'server-only';
import type { Overview } from '@/lib/contracts/overview';
import { alarmingStates } from '@/lib/contracts/machine';
import type { MachineListQuery } from '@/lib/contracts/machine';
import type { Operation, OperationListQuery } from '@/lib/contracts/operation';
import { db } from '@/lib/db/client';
import { asOf } from '@/lib/mirror/sync-record';
import { listTenantMachines } from '@/lib/mirror/queries/machine-list';
import {
  daysOfTenant,
  nextRunsOf,
  scoresOfTenant,
  summariseTenant,
  worstPoliciesOf,
} from '@/lib/mirror/queries/tenant-summary';
import { presentMachines } from '@/lib/portal/machines/present-machines';
import { listOperations, unsettledStates } from '@/lib/portal/operations/operations';
import { presentOperations } from '@/lib/portal/operations/present-operation';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

const dayMs = 24 * 60 * 60 * 1000;
const failuresShown = 20;
const attentionShown = 8;
const runsShown = 5;
const policiesShown = 5;
const daysShown = 30;

/** "Can I restore right now?": counts over all machines of the tenant, recent failures, running and next work. */
export async function getOverview(scope: TenantScope): Promise<Overview> {
  const { id, timeZone } = scope.tenant;
  const [summary, scores, days, worst, failures, running, attention, nextRuns, lastRead] = await Promise.all([
    summariseTenant(id),
    scoresOfTenant(id),
    daysOfTenant(id, timeZone, daysShown),
    worstPoliciesOf(id, policiesShown),
    recentFailures(id),
    listOperations(scope, operationQuery({ state: [...unsettledStates], pageSize: 50 })),
    listTenantMachines(id, attentionQuery),
    nextRunsOf(id, runsShown),
    asOf('machines'),
  ]);
  return {
    machines: { total: summary.total, present: summary.present, removed: summary.total - summary.present },
    protection: summary.protection,
    scores,
    days: days.map(({ from, ...day }) => ({ ...day, from: from.toISOString() })),
    worstPolicies: worst.map(({ guid, name, days7 }) => ({ policy: { guid, name }, days7 })),
    restorable: summary.restorable,
    failures: await failuresOf(scope, failures.slice(0, failuresShown)),
    failuresTotal: failures.length,
    running: running.items,
    attention: await presentMachines(attention.rows, id),
    attentionTotal: attention.total,
    nextRuns: nextRuns.map((run) => ({
      at: run.at.toISOString(),
      policy: { guid: run.policyGuid, name: run.policyName },
      machines: run.machines,
    })),
    asOf: lastRead?.toISOString() ?? null,
  };
}

/** A deleted machine needs no protection, and one before its first run needs no action. */
const attentionQuery: MachineListQuery = {
  page: 1,
  pageSize: attentionShown,
  sort: { key: 'protection', descending: false },
  search: '',
  protection: [...alarmingStates],
  presence: 'present',
};

function operationQuery(given: Pick<OperationListQuery, 'state' | 'pageSize'>): OperationListQuery {
  return { page: 1, search: '', sort: { key: 'requestedAt', descending: true }, ...given };
}

/** The tenant's work that failed in the last 24 h, newest first. */
export function recentFailures(tenantId: string): Promise<{ id: string }[]> {
  return db().$queryRaw<{ id: string }[]>`
    SELECT p."id" FROM "Operation" p JOIN "Ownership" o ON o."guid" = p."machineGuid" AND o."kind" = 'MACHINE'
    WHERE o."tenantId" = ${tenantId} AND p."state" = 'FAILED' AND p."finishedAt" > ${new Date(Date.now() - dayMs)}
    ORDER BY p."finishedAt" DESC`;
}

async function failuresOf(scope: TenantScope, ids: readonly { id: string }[]): Promise<Operation[]> {
  const rows = await db().operation.findMany({
    where: { id: { in: ids.map((row) => row.id) } },
    orderBy: { finishedAt: 'desc' },
  });
  return presentOperations(rows, scope.tenant.id);
}
