import 'server-only';
import * as z from 'zod';
import { scheduleConditions } from '@/lib/contracts/schedule';
import type { scheduleEventKinds } from '@/lib/contracts/schedule';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import type { Tx } from '@/lib/db/client';

type ScheduleConditionKind = (typeof scheduleConditions)[number];

/** What was found out about a schedule. */
export const ConditionNews = z.object({ kind: z.enum(scheduleConditions), detail: z.string().nullable() });
export type ConditionNews = z.infer<typeof ConditionNews>;

type Concerned = {
  readonly guid: string;
  readonly name: string;
  readonly tenantId: string;
  readonly policyGuid: string;
  readonly condition: string;
  readonly conditionDetail: string | null;
};

const actions: Readonly<Record<ScheduleConditionKind, string>> = {
  OK: 'schedule.changed_back',
  CHANGED_ELSEWHERE: 'schedule.changed_elsewhere',
  GONE: 'schedule.gone',
  REFUSED: 'schedule.rewrite',
};

/**
 * Notes what has become of a schedule, with its history, the audit trail and the feed; nothing when that is known already.
 * What one process noted in the meantime is not noted again. The feed comes last: call it last in the transaction.
 */
export async function noteCondition(tx: Tx, schedule: Concerned, { kind, detail }: ConditionNews): Promise<boolean> {
  if (schedule.condition === kind && schedule.conditionDetail === detail) return false;
  const { count } = await tx.schedule.updateMany({
    where: { guid: schedule.guid, condition: schedule.condition, conditionDetail: schedule.conditionDetail },
    data: { condition: kind, conditionDetail: detail },
  });
  if (count === 0) return false;
  await tx.scheduleEvent.create({
    data: {
      scheduleGuid: schedule.guid,
      kind: eventOf(kind),
      detail: detail ?? 'It was changed back in the backup system, and runs as it should again.',
    },
  });
  await audit(tx, {
    tenantId: schedule.tenantId,
    actor: { id: null, name: 'System' },
    action: actions[kind],
    object: { kind: 'schedule', id: schedule.guid, name: schedule.name },
    outcome: kind === 'REFUSED' ? 'REFUSED' : 'SUCCEEDED',
    ...(detail === null ? {} : { detail: { detail } }),
  });
  await recordTenantChanges(tx, [{ tenantId: schedule.tenantId, kind: 'policy', objectId: schedule.policyGuid }]);
  return true;
}

function eventOf(kind: ScheduleConditionKind): (typeof scheduleEventKinds)[number] {
  return kind === 'OK' ? 'CHANGED_BACK' : kind;
}
