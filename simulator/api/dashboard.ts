import { DAY } from '@/simulator/engine/timeline';
import * as z from 'zod';
import { protectionAt } from '@/simulator/engine/schedules';
import { wasSuccessful } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import type { RestoreJob } from '@/simulator/model/restore-job';
import type { Call, Handler, Routes } from './call';
import { badRequest } from './call';
import { filledField, parseBody } from './body';

/** "12.3 GB": the one size that the server formats itself (2.3). */
function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? 'B'}`;
}

function timeOf(backup: Backup): number {
  return backup.snapshotTime ?? backup.createdAt;
}

/** Whether an object of this project is counted: all are, unless the request is narrowed to a tenant, as lists are. */
export function inTenant({ sim, tenant }: Call): (projectGuid: string | null | undefined) => boolean {
  return (projectGuid) => tenant === undefined || sim.world.projects.get(projectGuid ?? '')?.uuid === tenant;
}

interface Period {
  from: number;
  to: number;
}

/** The requested period, this many days up to now by default. */
function periodOf({ query, sim }: Call, days: number): Period {
  const to = query.number('to') ?? sim.timeline.now;
  return { from: query.number('from') ?? to - days * DAY, to };
}

function backupsOf(call: Call, { from, to }: Period): Backup[] {
  const counts = inTenant(call);
  return call.sim.world
    .allBackups()
    .filter((backup) => timeOf(backup) >= from && timeOf(backup) <= to && counts(backup.projectGuid));
}

function restoresOf(call: Call, { from, to }: Period): RestoreJob[] {
  const { world } = call.sim;
  const counts = inTenant(call);
  return [...world.restoreJobs.values()].filter(
    ({ restoreTime, backupGuid, machineGuid }) =>
      restoreTime >= from &&
      restoreTime <= to &&
      counts(world.backups.get(backupGuid)?.projectGuid ?? world.machines.get(machineGuid)?.projectGuid),
  );
}

const protection: Handler = (call) => {
  const { sim, context } = call;
  const counts = { protectedNo: 0, notProtected: 0, noSchedule: 0 };
  const isProtected = protectionAt(sim);
  const isCounted = inTenant(call);
  for (const machine of sim.world.machines.values()) {
    if (!isCounted(machine.projectGuid)) continue;
    const answer = isProtected(machine);
    if (answer === undefined) counts.noSchedule += 1;
    else if (answer) counts.protectedNo += 1;
    else counts.notProtected += 1;
  }
  const none = { protectedNo: 0, notProtected: 0, noSchedule: 0 };
  return context.json({
    allEntities: counts,
    vm: counts,
    app: none,
    storage: none,
    cloud: none,
    cloudUser: none,
    cloudSite: none,
    cloudGroup: none,
    endpoints: none,
  });
};

function statistics(backups: readonly Backup[]): {
  successful: number;
  inProgress: number;
  queued: number;
  failed: number;
  totalData: string;
} {
  const good = backups.filter(wasSuccessful);
  return {
    successful: good.length,
    failed: backups.filter(({ status }) => status === 'FAILED').length,
    inProgress: backups.filter(({ status }) => status === 'INPROGRESS').length,
    queued: backups.filter(({ status }) => status === 'QUEUED').length,
    totalData: sizeText(good.reduce((sum, { size }) => sum + size, 0)),
  };
}

const stagingSpace: Handler = ({ sim, context }) =>
  context.json(
    [...sim.world.nodes.values()].map((node) => ({
      node: { guid: node.guid, name: node.name },
      totalSpace: node.stagingTotalBytes,
      availableSpace: Math.round(node.stagingTotalBytes * (node.stagingFull ? 0.03 : 0.78)),
    })),
  );

/** For a tenant the destinations that its machines may use: how full they are, without details of the data. */
const destinationStats: Handler = (call) => {
  const { sim, wire, context, tenant } = call;
  const isOwn = inTenant(call);
  const all = [...sim.world.destinations.values()].filter(
    ({ visibleForAllVms, projectGuids }) =>
      tenant === undefined || visibleForAllVms || projectGuids.some((guid) => isOwn(guid)),
  );
  return context.json({
    totalUsedSpace: all.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
    totalAvailableSpace: all.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0),
    backupDestinations: all.map(({ guid, name, usedBytes, totalBytes, type }) => ({
      guid,
      name,
      totalUsedSpace: usedBytes,
      totalAvailableSpace: wire.optional(totalBytes),
      totalDedupUsedSpace: wire.optional(type === 'SYNTHETICXFS' ? Math.round(usedBytes / 3) : null),
      totalDedupAvailableSpace: wire.optional(type === 'SYNTHETICXFS' ? totalBytes : null),
    })),
  });
};

/** A limit, because a period from 1970 on would be a response of megabytes. */
const MOST_DAYS = 3660;

/** One entry per UTC day, oldest first. */
const sizeStats: Handler = (call) => {
  const { sim, context } = call;
  const requested = periodOf(call, 14);
  const period = { ...requested, from: Math.max(requested.from, requested.to - MOST_DAYS * DAY) };
  const days = new Map<number, { backups: number; restores: number }>();
  for (let day = Math.floor(period.from / DAY); day * DAY <= period.to; day += 1)
    days.set(day, { backups: 0, restores: 0 });
  for (const backup of backupsOf(call, { ...period, from: Math.floor(period.from / DAY) * DAY })) {
    const day = wasSuccessful(backup) ? days.get(Math.floor(timeOf(backup) / DAY)) : undefined;
    if (day !== undefined) day.backups += backup.size;
  }
  for (const job of restoresOf(call, { ...period, from: Math.floor(period.from / DAY) * DAY })) {
    const day = job.status === 'SUCCESS' ? days.get(Math.floor(job.restoreTime / DAY)) : undefined;
    if (day !== undefined) day.restores += sim.world.backups.get(job.backupGuid)?.size ?? 0;
  }
  const of = (kind: 'backups' | 'restores'): Record<string, number> =>
    Object.fromEntries([...days].map(([day, sums]) => [new Date(day * DAY).toISOString().slice(0, 10), sums[kind]]));
  return context.json({ backupSizeStatsResponses: of('backups'), restoreSizeStatsResponses: of('restores') });
};

/** The content of the report and its files (section 10). */
function reportOf(call: Call) {
  const { sim, wire } = call;
  const { world } = sim;
  const period = periodOf(call, 15);
  const backups = backupsOf(call, period);
  const restores = restoresOf(call, period);
  const restored = restores.filter(({ status }) => status === 'SUCCESS');
  const nameOfMachine = (guid: string, name: string): string => world.machines.get(guid)?.name ?? name;
  return {
    backups: {
      ...statistics(backups),
      total: backups.length,
      elements: backups.map((backup) => ({
        protectedEntity: nameOfMachine(backup.machineGuid, backup.machineName),
        protectedEntityGuid: backup.machineGuid,
        policy: wire.optional(world.policies.get(backup.policyGuid ?? '')?.name),
        snapshotTime: wire.optional(backup.snapshotTime),
        size: backup.backupTime === null ? 0 : backup.size,
        type: backup.type,
        status: wire.enum(backup.status),
        statusInfo: wire.optional(backup.statusInfo),
      })),
    },
    restores: {
      successful: restored.length,
      failed: restores.filter(({ status }) => status === 'FAILED').length,
      inProgress: restores.filter(({ status }) => status === 'INPROGRESS').length,
      queued: restores.filter(({ status }) => status === 'QUEUED').length,
      total: restores.length,
      totalData: sizeText(
        restored.reduce((sum, { backupGuid }) => sum + (world.backups.get(backupGuid)?.size ?? 0), 0),
      ),
      elements: restores.map((job) => ({
        protectedEntity: nameOfMachine(job.machineGuid, job.machineName),
        protectedEntityGuid: job.machineGuid,
        restoreTime: job.restoreTime,
        size: world.backups.get(job.backupGuid)?.size ?? 0,
        type: job.restoreType,
        status: wire.enum(job.status),
        statusInfo: wire.optional(job.statusInfo),
      })),
    },
  };
}

type WholeReport = ReturnType<typeof reportOf>;
/** The part that is printed. */
interface Report {
  backups: Pick<WholeReport['backups'], 'total' | 'successful' | 'failed' | 'totalData'> & {
    elements: Pick<WholeReport['backups']['elements'][number], 'protectedEntity' | 'snapshotTime' | 'size' | 'type'>[];
  };
  restores: Pick<WholeReport['restores'], 'total' | 'successful' | 'failed' | 'totalData'>;
}

function reportFile(name: string, type: string, print: (report: Report) => string): Handler {
  return (call) =>
    call.context.body(print(reportOf(call)), 200, {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename=_${name}_`,
    });
}

/** POST /dashboard/report-email: no mail is sent; `value` names who would get it. */
const reportEmail: Handler = async (call) => {
  const { value } = parseBody(z.looseObject({ value: filledField }), await call.body());
  const recipients = (value ?? '').split(',').filter((recipient) => recipient.trim() !== '');
  if (recipients.length === 0) throw badRequest("Field 'value' is missing or not valid");
  return call.context.body(null, 204);
};

/** Dashboard and reports (section 10). Only machines exist here: all other kinds of entities count nothing. */
export const dashboardRoutes: Routes = (api, on) => {
  api.get('/dashboard/protection', on(protection));
  api.get(
    '/dashboard/backup-stats',
    on((call) => call.context.json(statistics(backupsOf(call, periodOf(call, 15))))),
  );
  api.get('/dashboard/staging-space', on(stagingSpace));
  api.get('/dashboard/backup-destination-stats', on(destinationStats));
  api.get('/dashboard/vm-backup-size-stats', on(sizeStats));
  api.get(
    '/dashboard/report',
    on((call) => call.context.json(reportOf(call))),
  );
  api.post('/dashboard/report-pdf', on(reportFile('report.pdf', 'application/pdf', pdfReport)));
  api.post('/dashboard/report-html', on(reportFile('report.html', 'text/html; charset=utf-8', htmlReport)));
  api.post('/dashboard/report-email', on(reportEmail));
};

function lines({ backups, restores }: Report): string[] {
  const of = (name: string, { total, successful, failed, totalData }: Report['restores']): string =>
    `${name}: ${String(total)}, successful ${String(successful)}, failed ${String(failed)}, data ${totalData}`;
  const rows = backups.elements.slice(0, 40).map(({ protectedEntity, snapshotTime, size, type }) => {
    const at =
      snapshotTime == null ? 'no snapshot' : new Date(snapshotTime).toISOString().slice(0, 16).replace('T', ' ');
    return `${at}  ${protectedEntity}  ${type}  ${String(size)} bytes`;
  });
  return ['Backup report', of('Backups', backups), of('Restores', restores), '', ...rows];
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The report as one page of HTML. */
function htmlReport(report: Report): string {
  const [title = '', ...rest] = lines(report);
  const body = rest.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
  return `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>\n${body}\n</body></html>\n`;
}

/** The report as one page of PDF: text only, what does not fit is left out. */
function pdfReport(report: Report): string {
  const text = lines(report).map(
    (line) => `(${line.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/[\\()]/g, '\\$&')}) Tj T*`,
  );
  const content = `BT /F1 10 Tf 14 TL 40 800 Td\n${text.join('\n')}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${String(content.length)} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${String(index + 1)} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = String(objects.length + 1);
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${String(file.length)}\n%%EOF\n`;
}
