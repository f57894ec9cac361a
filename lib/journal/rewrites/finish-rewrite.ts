import 'server-only';
import { audit } from '@/lib/db/audit';
import { recordTenantChanges } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { wishSync } from '@/lib/db/sync-wish';
import { storedIntent } from '@/lib/time/stored-intent';
import { nextRewrite } from '@/lib/time/schedule-rewrite';
import { endRewrite } from './rewrite-saga';
import type { RewriteSaga } from './rewrite-saga';

/** Storware holds what it must: into the history, the audit trail and the feed, with the time of the next rewrite. One transaction. */
export async function finishRewrite(saga: RewriteSaga): Promise<void> {
  const { plan, tenantId, policyGuid } = saga;
  await db().$transaction(async (tx) => {
    await endRewrite(tx, saga, 'DONE');
    const schedule = await tx.schedule.findUnique({ where: { guid: plan.schedule } });
    if (!schedule) return;
    // One that took long may be due again already: then the next round finds it.
    const next = nextRewrite(storedIntent(schedule.intent), new Date(plan.at));
    await tx.schedule.update({
      where: { guid: schedule.guid },
      data: {
        rewriteAt: next?.at ?? null,
        rewriteBefore: next?.before ?? null,
        condition: 'OK',
        conditionDetail: null,
      },
    });
    await tx.scheduleEvent.create({ data: { scheduleGuid: schedule.guid, kind: 'REWRITTEN', detail: plan.detail } });
    await audit(tx, {
      tenantId,
      actor: { id: null, name: 'System' },
      action: 'schedule.rewrite',
      object: { kind: 'schedule', id: schedule.guid, name: schedule.name },
      outcome: 'SUCCEEDED',
      detail: { policy: policyGuid, detail: plan.detail },
    });
    await wishSync(tx, { kind: 'policies' });
    await recordTenantChanges(tx, [{ tenantId, kind: 'policy', objectId: policyGuid }]);
  });
}
