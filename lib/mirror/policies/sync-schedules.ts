import 'server-only';
import { nameOrStandIn } from '@/lib/contracts/scalar';
import { withoutProjectPrefix } from '@/lib/mirror/machines/machine-row';
import { contentHash, mirrorTransaction, storableJson, wholeInt } from '@/lib/mirror/mirror-write';
import { recordingSync } from '@/lib/mirror/sync-record';
import type { StorwareSchedule } from '@/lib/storware/model/policy';
import { listAllSchedulesUnscoped } from '@/lib/storware/unscoped';

/** Brings the mirror's schedules up to Storware's; what follows for policies and machines is `syncPolicies`' matter. Throws AppError `upstream_*`. */
export function syncSchedules(signal?: AbortSignal): Promise<{ count: number; broken: number; written: number }> {
  return recordingSync('schedules', signal, async (begunAt) => {
    const list = await listAllSchedulesUnscoped({ signal });
    const rows = list.items.map(scheduleRow);
    const written = await mirrorTransaction(async (tx) => {
      const stored = new Map(
        (
          await tx.mirrorSchedule.findMany({
            select: { guid: true, contentHash: true, lastRunAt: true, writtenAt: true },
          })
        ).map((row) => [row.guid, row]),
      );
      // What the portal itself wrote since was not in what was read, or not so.
      const isNewer = (guid: string): boolean => (stored.get(guid)?.writtenAt ?? begunAt) > begunAt;
      const changed = rows.filter((row) => {
        const before = stored.get(row.guid);
        if (isNewer(row.guid)) return false;
        return before?.contentHash !== row.contentHash || before.lastRunAt?.getTime() !== row.lastRunAt?.getTime();
      });
      const named = new Set(rows.map(({ guid }) => guid));
      const gone = list.complete ? [...stored.keys()].filter((guid) => !named.has(guid) && !isNewer(guid)) : [];
      if (gone.length > 0) await tx.mirrorSchedule.deleteMany({ where: { guid: { in: gone } } });
      if (changed.length > 0) {
        await tx.$executeRaw`
          INSERT INTO "MirrorSchedule" AS s (guid, name, active, type, "backupType", "executionType", "hourMs", "intervalStartMs", "intervalEndMs", "intervalEveryMs",
            "startWindowMs", "daysOfWeek", months, occurrences, "ruleGuids", "lastRunAt", "contentHash", "changedAt")
          SELECT r.guid, COALESCE(own.name, r.name), r.active, r.type, r."backupType", r."executionType", r."hourMs", r."intervalStartMs", r."intervalEndMs", r."intervalEveryMs",
            r."startWindowMs", r."daysOfWeek", r.months, r.occurrences, r."ruleGuids", r."lastRunAt", r."contentHash", ${begunAt}
          FROM jsonb_to_recordset(${storableJson(changed)}::jsonb) AS r(guid text, name text, active boolean, type text, "backupType" text,
            "executionType" text, "hourMs" int, "intervalStartMs" int, "intervalEndMs" int, "intervalEveryMs" int, "startWindowMs" int,
            "daysOfWeek" text[], months text[], occurrences text[], "ruleGuids" text[], "lastRunAt" timestamptz, "contentHash" text)
          LEFT JOIN LATERAL (SELECT own.name FROM "SchedulePart" part JOIN "Schedule" own ON own.guid = part."scheduleGuid" WHERE part.guid = r.guid) own ON true
          ON CONFLICT (guid) DO UPDATE SET name = EXCLUDED.name, active = EXCLUDED.active, type = EXCLUDED.type, "backupType" = EXCLUDED."backupType",
            "executionType" = EXCLUDED."executionType", "hourMs" = EXCLUDED."hourMs", "intervalStartMs" = EXCLUDED."intervalStartMs",
            "intervalEndMs" = EXCLUDED."intervalEndMs", "intervalEveryMs" = EXCLUDED."intervalEveryMs", "startWindowMs" = EXCLUDED."startWindowMs",
            "daysOfWeek" = EXCLUDED."daysOfWeek", months = EXCLUDED.months, occurrences = EXCLUDED.occurrences, "ruleGuids" = EXCLUDED."ruleGuids",
            "lastRunAt" = EXCLUDED."lastRunAt", "contentHash" = EXCLUDED."contentHash",
            "changedAt" = CASE WHEN (s.active, s."backupType", s."executionType", s."hourMs", s."intervalStartMs", s."intervalEndMs", s."intervalEveryMs", s."startWindowMs",
                s."daysOfWeek", s.months, s.occurrences)
              IS DISTINCT FROM (EXCLUDED.active, EXCLUDED."backupType", EXCLUDED."executionType", EXCLUDED."hourMs", EXCLUDED."intervalStartMs", EXCLUDED."intervalEndMs",
                EXCLUDED."intervalEveryMs", EXCLUDED."startWindowMs", EXCLUDED."daysOfWeek", EXCLUDED.months, EXCLUDED.occurrences)
              THEN EXCLUDED."changedAt" ELSE s."changedAt" END`;
      }
      return changed.length;
    });
    return { count: rows.length, broken: list.broken, written };
  });
}

function scheduleRow(schedule: StorwareSchedule) {
  const row = {
    guid: schedule.guid,
    name: nameOrStandIn(withoutProjectPrefix(schedule.name), schedule.guid),
    active: schedule.active,
    type: schedule.type ?? 'VM_BACKUP',
    backupType: schedule.backupType ?? 'FULL',
    executionType: schedule.executionType ?? (schedule.interval === null ? 'TIME' : 'INTERVAL'),
    hourMs: wholeInt(schedule.startAt),
    intervalStartMs: wholeInt(schedule.interval?.from),
    intervalEndMs: wholeInt(schedule.interval?.to),
    intervalEveryMs: wholeInt(schedule.interval?.everyMs),
    startWindowMs: wholeInt(schedule.startWindowMs),
    daysOfWeek: schedule.daysOfWeek,
    months: schedule.months,
    occurrences: schedule.occurrences,
    ruleGuids: schedule.rules.map(({ guid }) => guid).sort(),
  };
  // That it has run is no change of the schedule: the policies that use it stay as they are.
  return { ...row, lastRunAt: schedule.lastRunAt, contentHash: contentHash(row) };
}
