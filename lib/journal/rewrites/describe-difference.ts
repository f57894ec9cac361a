import type { WrittenSchedule } from '@/lib/journal/schedule-part';
import { runsAlike } from '@/lib/journal/schedule-part';

/** In a person's words: how a schedule in Storware differs from what the portal wrote there. Null when it runs alike. */
export function describeDifference(written: WrittenSchedule, held: WrittenSchedule): string | null {
  if (runsAlike(written, held)) return null;
  const said: string[] = [];
  if (written.active !== held.active) said.push(held.active ? 'it was switched on' : 'it was switched off');
  if (written.backupType !== held.backupType)
    said.push(`it makes ${kindWords(held.backupType)} instead of ${kindWords(written.backupType)}`);
  if (timesOf(written) !== timesOf(held)) said.push(`it runs ${timesOf(held)} instead of ${timesOf(written)}`);
  if (held.executionType === 'TIME' && written.executionType === 'TIME' && written.startWindowMs !== held.startWindowMs)
    said.push('the time within which a run may start is another');
  if (!sameList(written.daysOfWeek, held.daysOfWeek)) said.push('it runs on other days of the week');
  if (!sameList(written.months, held.months)) said.push('it runs in other months');
  if (!sameList(written.occurrences, held.occurrences)) said.push('it runs in other weeks of the month');
  return `Somebody changed it in the backup system itself: ${said.length === 0 ? 'it runs differently' : said.join('; ')}.`;
}

function kindWords(backupType: string): string {
  if (backupType === 'FULL') return 'full backups';
  return backupType === 'INCREMENTAL' ? 'incremental backups' : 'copies';
}

function timesOf({ executionType, hourMs, intervalStartMs, intervalEndMs, intervalEveryMs }: WrittenSchedule): string {
  if (executionType === 'TIME') return `at ${clock(hourMs)} UTC`;
  return `every ${Math.round((intervalEveryMs ?? 0) / 60_000)} minutes from ${clock(intervalStartMs)} to ${clock(intervalEndMs)} UTC`;
}

function clock(ms: number | null): string {
  return ms === null ? 'no time' : new Date(ms).toISOString().slice(11, 16);
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}
