import 'server-only';
import { db } from '@/lib/db/client';
import type { WrittenSchedule } from '@/lib/journal/schedule-part';
import type { RewriteSaga } from './rewrite-saga';

/** Records what Storware has taken; the mirror shows it at once, and what was read before does not count any more. */
export async function notePartWritten(guid: string, written: WrittenSchedule): Promise<void> {
  const { active, backupType, ...times } = written;
  await db().$transaction([
    db().schedulePart.updateMany({ where: { guid }, data: { written } }),
    db().mirrorSchedule.updateMany({ where: { guid }, data: { active, backupType, ...times, writtenAt: new Date() } }),
  ]);
}

/** The rule has them now: they are the tenant's, and parts of the schedule. `created` is in the order of the plan's creations. */
export async function notePartsOfRule({ tenantId, plan }: RewriteSaga, created: readonly string[]): Promise<void> {
  const parts = plan.creations.flatMap(({ to }, index) => {
    const guid = created[index];
    return guid === undefined ? [] : [{ guid, scheduleGuid: plan.schedule, written: to }];
  });
  await db().$transaction([
    db().schedulePart.createMany({ data: parts, skipDuplicates: true }),
    db().ownership.createMany({
      data: parts.map(({ guid }) => ({ kind: 'SCHEDULE' as const, guid, tenantId, source: 'CREATED' as const })),
      skipDuplicates: true,
    }),
  ]);
}

export async function notePartRemoved(guid: string): Promise<void> {
  await db().$transaction([
    db().schedulePart.deleteMany({ where: { guid } }),
    db().ownership.deleteMany({ where: { kind: 'SCHEDULE', guid } }),
  ]);
}
