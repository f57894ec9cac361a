'use client';

import { CalendarOff, CalendarPlus } from 'lucide-react';
import Link from 'next/link';
import { ScheduleRow } from '@/components/policies/schedule-row';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ExactTime, RelativeTime } from '@/components/ui/time-text';
import { BackupTypeText } from '@/components/ui/state-badges';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatDuration, toLocalInput } from '@/lib/client/format/time';
import { useCan } from '@/lib/client/queries/me';
import { useNow } from '@/lib/client/format/now';
import { usePolicy } from '@/lib/client/queries/policies';
import { policyAddress } from '@/lib/client/addresses';
import type { MachineDetail, MachineSchedule } from '@/lib/contracts/machine';

interface MachinePolicyProps {
  machine: MachineDetail;
  /** Opens the choice of another policy. */
  onAssign: () => void;
}

/** Which policy protects the machine and when it runs next. */
export function MachinePolicy({ machine, onAssign }: MachinePolicyProps) {
  const canAssign = useCan('policy:write') && machine.present;
  const read = usePolicy(machine.policy?.guid ?? null);
  if (!machine.policy) {
    return (
      <div className="panel">
        <EmptyState
          icon={<CalendarOff aria-hidden />}
          title="No policy protects this machine"
          action={
            canAssign ? (
              <Button variant="primary" icon={<CalendarPlus aria-hidden className="size-4" />} onPress={onAssign}>
                Assign policy
              </Button>
            ) : undefined
          }
        >
          Nothing backs it up by itself.{' '}
          {machine.present
            ? 'Until a policy does, only “Back up now” makes recovery points.'
            : 'It is removed, so there is nothing left to protect.'}
        </EmptyState>
      </div>
    );
  }
  // A policy that the tenant may not see is shown as the backup system runs it.
  const policy = read.data;
  const count = policy ? policy.schedules.length : machine.schedules.length;
  const whyIdle = !machine.present
    ? 'None, the machine is removed'
    : policy?.active === false
      ? 'None while the policy is off'
      : undefined;
  return (
    <Section
      title={
        policy ? (
          <Link href={policyAddress(policy.guid)} className="link">
            {policy.name}
          </Link>
        ) : (
          machine.policy.name
        )
      }
      count={count}
      padded={false}
      action={
        <span className="flex items-center gap-2">
          {policy?.active === false ? <Badge>Off</Badge> : null}
          {canAssign ? (
            <Button size="sm" onPress={onAssign}>
              Change policy
            </Button>
          ) : null}
        </span>
      }
    >
      {policy === undefined && read.isPending ? (
        <div className="space-y-2 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-64" />
        </div>
      ) : count === 0 ? (
        <EmptyState icon={<CalendarOff aria-hidden />} title="This policy has no schedule">
          It says where recovery points are kept, but nothing starts a backup by itself.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {policy
            ? policy.schedules.map((schedule) => (
                <ScheduleRow
                  key={schedule.guid}
                  schedule={machine.present ? schedule : { ...schedule, nextRuns: [] }}
                  whyIdle={whyIdle}
                  withHistory={false}
                />
              ))
            : machine.schedules.map((schedule) => (
                <MachineScheduleRow key={schedule.guid} schedule={schedule} isPresent={machine.present} />
              ))}
        </ul>
      )}
    </Section>
  );
}

/** A schedule as the backup system keeps it, for a policy that the tenant may not see. */
function MachineScheduleRow({ schedule, isPresent }: { schedule: MachineSchedule; isPresent: boolean }) {
  const timeZone = useTimeZone();
  const words = scheduleWords(schedule, timeZone, useNow());
  const runs = isPresent ? schedule.nextRuns : [];
  return (
    <li className="grid gap-x-8 gap-y-3 px-4 py-3 md:grid-cols-2">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">{schedule.name}</span>
          {schedule.backupType === 'FULL' || schedule.backupType === 'INCREMENTAL' ? (
            <BackupTypeText type={schedule.backupType} />
          ) : (
            <span className="text-ink-2">{schedule.backupType}</span>
          )}
          {schedule.active ? null : <Badge>Off</Badge>}
        </p>
        <p className="mt-1 text-ink-2" title={`${words.utc} UTC`}>
          {words.local} <span className="text-ink-3">({timeZone})</span>
        </p>
        <p className="mt-0.5 text-xs text-ink-3">
          {schedule.execution.kind === 'UNKNOWN'
            ? 'Your provider is told that the portal does not understand it.'
            : `The backup system keeps this as ${words.utc} UTC.`}
          {schedule.startWindowMinutes === null
            ? null
            : ` It may start up to ${formatDuration(schedule.startWindowMinutes * 60_000)} later.`}
        </p>
      </div>
      <div>
        <p className="text-xs text-ink-3">Next runs</p>
        {runs.length === 0 ? (
          <p className="text-ink-2">
            {schedule.active
              ? isPresent
                ? 'None within a year'
                : 'None, the machine is removed'
              : 'None while it is off'}
          </p>
        ) : (
          <ol className="mt-0.5 space-y-0.5">
            {runs.map((run) => (
              <li key={run.at} className="flex flex-wrap gap-x-3">
                <ExactTime at={run.at} />
                <RelativeTime at={run.at} className="text-ink-3" />
              </li>
            ))}
          </ol>
        )}
      </div>
    </li>
  );
}

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** When a schedule fires, in words: in the viewer's zone as the clocks stand at `now`, and in UTC, as the backup system keeps it. */
export function scheduleWords(
  schedule: MachineSchedule,
  timeZone: string,
  now: number,
): { local: string; utc: string } {
  const { execution } = schedule;
  if (execution.kind === 'UNKNOWN') return unknown(execution.text);
  const utc = words({ ...schedule, execution }, 0);
  const shift = offsetMinutes(timeZone, now);
  const start = execution.kind === 'TIME' ? execution.atMinuteUtc : execution.fromMinuteUtc;
  const movesDay = Math.floor((start + shift) / dayMinutes) !== 0;
  // "The first Monday" of one zone may be no first Monday of another: then only UTC says it right.
  if (movesDay && (schedule.occurrences.length > 0 || schedule.months.length > 0)) return { local: `${utc} UTC`, utc };
  return { local: words({ ...schedule, execution }, shift), utc };
}

function unknown(text: string): { local: string; utc: string } {
  const sentence = `At times that the portal does not understand (${text})`;
  return { local: sentence, utc: sentence };
}

type UnderstoodSchedule = MachineSchedule & { execution: Exclude<MachineSchedule['execution'], { kind: 'UNKNOWN' }> };

function words({ execution, daysOfWeek, months, occurrences }: UnderstoodSchedule, shift: number): string {
  const start = execution.kind === 'TIME' ? execution.atMinuteUtc : execution.fromMinuteUtc;
  const days = dayWords(daysOfWeek, Math.floor((start + shift) / dayMinutes), occurrences);
  const inMonths = months.length === 0 || months.length === 12 ? '' : ` in ${list(months.map(capital))}`;
  const at =
    execution.kind === 'TIME'
      ? `at ${clock(start + shift)}`
      : `every ${every(execution.everyMinutes)} from ${clock(start + shift)} to ${clock(execution.toMinuteUtc + shift)}`;
  return `${days}${inMonths} ${at}`;
}

function dayWords(daysOfWeek: readonly string[], moved: number, occurrences: readonly string[]): string {
  const indexes = daysOfWeek
    .map((day) => weekdays.indexOf(day))
    .filter((index) => index >= 0)
    .map((index) => (index + moved + 7) % 7)
    .sort((a, b) => a - b);
  const which = occurrences.map((occurrence) => occurrence.replace('_IN_MONTH', '').toLowerCase());
  const prefix = which.length === 0 ? '' : `${capital(list(which))} `;
  const suffix = which.length === 0 ? '' : ' of the month';
  const key = indexes.join();
  if (indexes.length === 0 || indexes.length === 7)
    return which.length === 0 ? 'Every day' : `${prefix}of each weekday${suffix}`;
  if (which.length === 0 && key === '0,1,2,3,4') return 'Monday to Friday';
  return `${prefix}${list(indexes.map((index) => capital(weekdays[index] ?? '')))}${suffix}`;
}

function offsetMinutes(timeZone: string, now: number): number {
  const minute = Math.floor(now / minuteMs) * minuteMs;
  return Math.round((Date.parse(`${toLocalInput(new Date(minute).toISOString(), timeZone)}Z`) - minute) / minuteMs);
}

function clock(minutes: number): string {
  const ofDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

function every(minutes: number): string {
  if (minutes % 60 !== 0) return `${minutes} min`;
  return minutes === 60 ? 'hour' : `${minutes / 60} h`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
