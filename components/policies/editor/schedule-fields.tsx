'use client';

import { useMemo, useState } from 'react';
import { capital, everyWords } from '@/components/policies/schedule-sentence';
import { Button } from '@/components/ui/button';
import { ChipGroup } from '@/components/ui/chip-group';
import { ComboField } from '@/components/ui/combo-field';
import { NumberField, TextField, TimeField } from '@/components/ui/text-field';
import { RadioGroup } from '@/components/ui/radio-group';
import { SelectField } from '@/components/ui/select-field';
import { Switch } from '@/components/ui/checkbox';
import type { ScheduleDraft } from '@/lib/client/drafts/schedule-draft';
import { serverNow } from '@/lib/client/live/server-clock';
import { daysOfWeek, monthsOfYear, occurrencesInMonth } from '@/lib/contracts/schedule';
import { localMoment } from '@/lib/time/intended-runs';

const dayOptions = daysOfWeek.map((value) => ({ value, label: capital(value.slice(0, 3)), name: capital(value) }));
const monthOptions = monthsOfYear.map((value) => ({ value, label: capital(value.slice(0, 3)), name: capital(value) }));
const occurrenceOptions = occurrencesInMonth.map((value) => ({
  value,
  label: capital(value.replace('_IN_MONTH', '')),
}));
const windows = [15, 30, 60, 120, 180, 240, 360, 480, 720, 1440];

interface ScheduleFieldsProps {
  schedule: ScheduleDraft;
  onChange: (change: Partial<ScheduleDraft>) => void;
  /** By the path in the schedule's body. */
  faultOf: (path: string) => string | undefined;
  usualZone: string;
}

/** What one schedule says. */
export function ScheduleFields({ schedule, onChange, faultOf, usualZone }: ScheduleFieldsProps) {
  const { name, backupType, kind, active, occurrences, months } = schedule;
  // Open for what it says at first; afterwards only the person closes it, not the last chip that is unticked.
  const [isNarrowed, setNarrowed] = useState(occurrences.length > 0 || months.length > 0);
  return (
    <div className="space-y-4">
      <TextField
        label="Name of the schedule"
        value={name}
        maxLength={100}
        autoComplete="off"
        error={faultOf('name')}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <RadioGroup
          label="Kind of backup"
          options={[
            { value: 'FULL', label: 'Full', description: 'Everything, each time' },
            { value: 'INCREMENTAL', label: 'Incremental', description: 'What changed since the last one' },
          ]}
          value={backupType}
          onChange={(next) => onChange({ backupType: next })}
        />
        <RadioGroup
          label="How often"
          options={[
            { value: 'TIME', label: 'Once a day', description: 'At a time of the chosen days' },
            { value: 'INTERVAL', label: 'Again and again', description: 'Between two times of the chosen days' },
          ]}
          value={kind}
          onChange={(next) => onChange({ kind: next })}
        />
      </div>
      <Times schedule={schedule} onChange={onChange} faultOf={faultOf} />
      <TimeZoneField
        value={schedule.timeZone}
        usual={usualZone}
        onChange={(timeZone) => onChange({ timeZone })}
        error={faultOf('timeZone')}
      />
      <ChipGroup
        label="Days"
        options={dayOptions}
        selected={schedule.daysOfWeek}
        onChange={(days) => onChange({ daysOfWeek: days })}
        error={faultOf('daysOfWeek')}
        action={
          <span className="flex gap-1">
            <Button variant="quiet" size="sm" onPress={() => onChange({ daysOfWeek: [...daysOfWeek] })}>
              Every day
            </Button>
            <Button variant="quiet" size="sm" onPress={() => onChange({ daysOfWeek: daysOfWeek.slice(0, 5) })}>
              Working days
            </Button>
          </span>
        }
      />
      <details open={isNarrowed} onToggle={(event) => setNarrowed(event.currentTarget.open)} className="group">
        <summary className="w-fit cursor-pointer rounded-xs text-ink-2 hover:text-ink pointer-coarse:py-2">
          Only some weeks or months
        </summary>
        <div className="mt-3 space-y-4">
          <ChipGroup
            label="Which of these days in the month"
            options={occurrenceOptions}
            selected={occurrences}
            onChange={(next) => onChange({ occurrences: next })}
            description="None chosen: each of them. “First” with Sunday is the first Sunday of the month."
            error={faultOf('occurrences')}
          />
          <ChipGroup
            label="Months"
            options={monthOptions}
            selected={months}
            onChange={(next) => onChange({ months: next })}
            description="None chosen: every month."
            error={faultOf('months')}
          />
        </div>
      </details>
      <Switch
        label="On"
        description={active ? undefined : 'It is kept, but nothing runs by it.'}
        checked={active}
        onChange={(next) => onChange({ active: next })}
      />
    </div>
  );
}

function Times({ schedule, onChange, faultOf }: Omit<ScheduleFieldsProps, 'usualZone'>) {
  const { kind, at, from, to, everyMinutes, startWindowMinutes } = schedule;
  if (kind === 'INTERVAL') {
    return (
      <div className="flex flex-wrap gap-4">
        <TimeField
          label="From"
          value={from}
          onChange={(next) => onChange({ from: next })}
          error={faultOf('execution.from')}
        />
        <TimeField
          label="To"
          value={to}
          onChange={(next) => onChange({ to: next })}
          error={faultOf('execution.to')}
          description={to !== '' && to < from ? 'On the next day' : undefined}
        />
        <NumberField
          label="Every … minutes"
          value={everyMinutes}
          min={5}
          max={1439}
          onChange={(next) => onChange({ everyMinutes: Number.isFinite(next) ? next : everyMinutes })}
          error={faultOf('execution.everyMinutes')}
          description={everyMinutes >= 60 ? `Every ${everyWords(everyMinutes)}` : undefined}
        />
      </div>
    );
  }
  const choices = [...new Set([...windows, startWindowMinutes])].sort((one, other) => one - other);
  return (
    <div className="flex flex-wrap gap-4">
      <TimeField label="Time" value={at} onChange={(next) => onChange({ at: next })} error={faultOf('execution.at')} />
      <SelectField
        label="May start up to"
        className="w-48"
        options={choices.map((minutes) => ({
          value: String(minutes),
          label: `${minutes === 60 ? '1 h' : everyWords(minutes)} later`,
        }))}
        value={String(startWindowMinutes)}
        onChange={(minutes) => onChange({ startWindowMinutes: Number(minutes) })}
        description="If the backup system is busy at its time"
        error={faultOf('startWindowMinutes')}
      />
    </div>
  );
}

/** Browsers list some zones by the names that they had long ago, and take these as well. */
const presentNames = [
  'Africa/Asmara',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
];

interface TimeZoneFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** The tenant's own, which is named as such. */
  usual: string;
  error?: string | undefined;
}

/** The zone whose clocks and calendar a schedule follows; searched by city or region. */
function TimeZoneField({ value, onChange, usual, error }: TimeZoneFieldProps) {
  const options = useMemo(() => {
    const now = new Date(serverNow());
    const names = [
      ...new Set([usual, value, 'UTC', ...[...Intl.supportedValuesOf('timeZone'), ...presentNames].sort()]),
    ];
    return names.flatMap((name) => {
      const offset = offsetNow(name, now);
      return offset === null ? [] : [{ value: name, label: name.replaceAll('_', ' '), description: `UTC${offset}` }];
    });
  }, [usual, value]);
  return (
    <ComboField
      label="Time zone"
      options={options}
      value={value}
      onChange={onChange}
      error={error}
      description={
        value === usual
          ? 'Your organisation’s. The local time stays when the clocks change.'
          : 'The local time stays when the clocks change.'
      }
    />
  );
}

function offsetNow(name: string, now: Date): string | null {
  try {
    return localMoment(name, now).offset;
  } catch {
    return null;
  }
}
