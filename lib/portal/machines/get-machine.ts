import 'server-only';
import * as z from 'zod';
import type { MachineDetail, MachineSchedule } from '@/lib/contracts/machine';
import { asField, nameOr, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { requestSync } from '@/lib/db/change-feed';
import { asOf } from '@/lib/mirror/sync-record';
import { gapsOfMachine } from '@/lib/mirror/queries/expected-run-list';
import { scoresOfMachine } from '@/lib/mirror/queries/tenant-summary';
import { safeWord } from '@/lib/mirror/backups/point-faults';
import { unofferedCapabilities } from '@/lib/mirror/storware-memory';
import { StoredDisk, StoredRule } from '@/lib/mirror/stored-json';
import { presentExpectedRun } from '@/lib/portal/expected-runs/list-expected-runs';
import { requireMachine } from '@/lib/portal/scope/owned-objects';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { nextUpstreamRuns } from '@/lib/time/upstream-schedule';
import { presentMachines } from './present-machines';

const minuteMs = 60_000;
const gapsOverMs = 90 * 86_400_000;
const gapsShown = 200;

/**
 * One machine of the tenant with its disks, schedules and last sizes. Requests that the sync worker reads it again
 * soon.
 */
export async function getMachine(scope: TenantScope, guid: string): Promise<MachineDetail> {
  const { row } = await requireMachine(scope, guid);
  await requestSync(db(), { kind: 'machine', guid });
  const [machine] = await presentMachines([row], scope.tenant.id);
  if (!machine) throw new Error('one row gives one machine');
  const lastRead = await asOf('machines');
  const disks = z.array(StoredDisk).nullable().parse(row.disks);
  return {
    ...machine,
    platformId: row.uuid,
    disks:
      disks?.map(({ name, ...disk }) => ({ ...disk, ...asField('name', nameOr(name, say('unnamed.disk'))) })) ?? null,
    ...asField(
      'disksReason',
      disks === null ? ((await unofferedCapabilities()).get('disks') ?? say('reason.disksNotRead')) : null,
    ),
    tags: row.tags,
    schedules: row.policyGuid === null ? [] : await schedulesOf(row.policyGuid, scope.tenant.id),
    lastFull: figure(row.lastFullAt, row.lastFullSizeBytes),
    lastIncremental: figure(row.lastIncrementalAt, row.lastIncrementalSizeBytes),
    recoveryPointCount: row.recoveryPointCount,
    recentRuns: (await gapsOfMachine(scope.tenant.id, guid, new Date(Date.now() - gapsOverMs), gapsShown)).map(
      presentExpectedRun,
    ),
    scores: await scoresOfMachine(guid),
    asOf: lastRead?.toISOString() ?? null,
  };
}

function figure(at: Date | null, sizeBytes: bigint | null): MachineDetail['lastFull'] {
  if (at === null && sizeBytes === null) return null;
  return { at: at?.toISOString() ?? null, sizeBytes: sizeBytes === null ? null : Number(sizeBytes) };
}

/**
 * A schedule runs only if schedule, rule and policy are all active (STORWARE_API.md 14.9). Another tenant's name for
 * one is not shown.
 */
async function schedulesOf(policyGuid: string, tenantId: string): Promise<MachineSchedule[]> {
  const policy = await db().mirrorPolicy.findUnique({ where: { guid: policyGuid } });
  if (!policy) return [];
  const rules = z.array(StoredRule).parse(policy.rules);
  const runs = new Map<string, boolean>();
  for (const rule of rules)
    for (const guid of rule.scheduleGuids) runs.set(guid, (runs.get(guid) ?? false) || (rule.active && policy.active));
  const rows = await db().mirrorSchedule.findMany({
    where: { guid: { in: [...runs.keys()] } },
    orderBy: { name: 'asc' },
  });
  const foreign = await db().schedulePart.findMany({
    where: { guid: { in: [...runs.keys()] }, schedule: { tenantId: { not: tenantId } } },
    select: { guid: true },
  });
  const hidden = new Set(foreign.map(({ guid }) => guid));
  return rows.map((row) =>
    presentSchedule(
      { ...row, ...(hidden.has(row.guid) ? { name: 'Another schedule' } : {}) },
      row.active && (runs.get(row.guid) ?? false),
    ),
  );
}

function presentSchedule(row: Prisma.MirrorScheduleGetPayload<object>, runs: boolean): MachineSchedule {
  const nextRuns = runs ? nextUpstreamRuns(row, new Date(), 3) : [];
  return {
    guid: row.guid,
    name: row.name,
    active: runs,
    backupType: row.backupType,
    execution: executionOf(row),
    daysOfWeek: row.daysOfWeek,
    months: row.months,
    occurrences: row.occurrences,
    startWindowMinutes: row.startWindowMs === null ? null : minutes(row.startWindowMs),
    nextRuns: nextRuns.map((run) => ({
      at: run.at.toISOString(),
      windowEndsAt: run.windowEndsAt?.toISOString() ?? null,
    })),
  };
}

function executionOf({
  executionType,
  hourMs,
  intervalStartMs,
  intervalEndMs,
  intervalEveryMs,
}: Prisma.MirrorScheduleGetPayload<object>): MachineSchedule['execution'] {
  if (executionType === 'TIME' && hourMs !== null) return { kind: 'TIME', atMinuteUtc: minutes(hourMs) };
  if (executionType === 'INTERVAL' && intervalStartMs !== null && intervalEndMs !== null && intervalEveryMs !== null) {
    return {
      kind: 'INTERVAL',
      fromMinuteUtc: minutes(intervalStartMs),
      toMinuteUtc: minutes(intervalEndMs),
      everyMinutes: minutes(intervalEveryMs),
    };
  }
  return { kind: 'UNKNOWN', text: safeWord(executionType) ?? '–' };
}

function minutes(ms: number): number {
  return Math.floor(ms / minuteMs);
}
