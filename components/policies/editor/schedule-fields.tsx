'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { capital, dayName, everyWords, monthName, spanWords } from '@/components/policies/schedule-sentence';
import { Button } from '@/components/ui/button';
import { ChipGroup } from '@/components/ui/chip-group';
import { ComboField } from '@/components/ui/combo-field';
import { NumberField } from '@/components/ui/number-field';
import { TextField } from '@/components/ui/text-field';
import { RadioGroup } from '@/components/ui/radio-group';
import { SelectField } from '@/components/ui/select-field';
import { Switch } from '@/components/ui/checkbox';
import { TimeField } from '@/components/ui/date-time-field';
import type { ScheduleDraft } from '@/lib/client/drafts/schedule-draft';
import { timeZoneNames } from '@/lib/client/format/time-zone-names';
import { serverNow } from '@/lib/client/live/server-clock';
import { monthNames, occurrenceNames, weekdayNames } from '@/lib/contracts/calendar-names';
import { localMoment } from '@/lib/time/intended-runs';

const windows = [15, 30, 60, 120, 180, 240, 360, 480, 720, 1440];

interface ScheduleFieldsProps {
  schedule: ScheduleDraft;
  onChange: (change: Partial<ScheduleDraft>) => void;
  /** By the path in the schedule's body. */
  faultOf: (path: string) => string | undefined;
  usualZone: string;
}

/** The fields of one schedule. */
export function ScheduleFields({ schedule, onChange, faultOf, usualZone }: ScheduleFieldsProps) {
  const t = useTranslations('policies');
  const language = useLocale();
  const { name, backupType, kind, active, occurrences, months } = schedule;
  // Open for its initial values; afterwards only the person closes it.
  const [isNarrowed, setNarrowed] = useState(occurrences.length > 0 || months.length > 0);
  return (
    <div className="space-y-4">
      <TextField
        label={t('scheduleFields.name')}
        value={name}
        maxLength={100}
        autoComplete="off"
        error={faultOf('name')}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <RadioGroup
          label={t('scheduleFields.type')}
          options={[
            { value: 'FULL', label: t('scheduleFields.full'), description: t('scheduleFields.fullText') },
            {
              value: 'INCREMENTAL',
              label: t('scheduleFields.incremental'),
              description: t('scheduleFields.incrementalText'),
            },
          ]}
          value={backupType}
          onChange={(next) => onChange({ backupType: next })}
        />
        <RadioGroup
          label={t('scheduleFields.howOften')}
          options={[
            { value: 'TIME', label: t('scheduleFields.once'), description: t('scheduleFields.onceText') },
            {
              value: 'INTERVAL',
              label: t('scheduleFields.interval'),
              description: t('scheduleFields.intervalText'),
            },
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
        label={t('scheduleFields.days')}
        options={weekdayNames.map((value) => ({
          value,
          label: dayName(value, language, 'short'),
          name: dayName(value, language),
        }))}
        selected={schedule.daysOfWeek}
        onChange={(days) => onChange({ daysOfWeek: days })}
        error={faultOf('daysOfWeek')}
        action={
          <span className="flex gap-1">
            <Button variant="quiet" size="sm" onPress={() => onChange({ daysOfWeek: [...weekdayNames] })}>
              {t('scheduleFields.everyDay')}
            </Button>
            <Button variant="quiet" size="sm" onPress={() => onChange({ daysOfWeek: weekdayNames.slice(0, 5) })}>
              {t('scheduleFields.workingDays')}
            </Button>
          </span>
        }
      />
      <details open={isNarrowed} onToggle={(event) => setNarrowed(event.currentTarget.open)} className="group">
        <summary className="w-fit cursor-pointer rounded-xs text-ink-2 hover:text-ink pointer-coarse:py-2">
          {t('scheduleFields.narrowed')}
        </summary>
        <div className="mt-3 space-y-4">
          <ChipGroup
            label={t('scheduleFields.occurrences')}
            options={occurrenceNames.map((value) => ({ value, label: t(`scheduleFields.occurrence.${value}`) }))}
            selected={occurrences}
            onChange={(next) => onChange({ occurrences: next })}
            description={t('scheduleFields.occurrencesText')}
            error={faultOf('occurrences')}
          />
          <ChipGroup
            label={t('scheduleFields.months')}
            options={monthNames.map((value) => ({
              value,
              label: monthName(value, language, 'short'),
              name: monthName(value, language),
            }))}
            selected={months}
            onChange={(next) => onChange({ months: next })}
            description={t('scheduleFields.monthsText')}
            error={faultOf('months')}
          />
        </div>
      </details>
      <Switch
        label={t('scheduleFields.on')}
        description={active ? undefined : t('scheduleFields.off')}
        checked={active}
        onChange={(next) => onChange({ active: next })}
      />
    </div>
  );
}

function Times({ schedule, onChange, faultOf }: Omit<ScheduleFieldsProps, 'usualZone'>) {
  const t = useTranslations('policies');
  const language = useLocale();
  const { kind, at, from, to, everyMinutes, startWindowMinutes } = schedule;
  if (kind === 'INTERVAL') {
    return (
      <div className="flex flex-wrap gap-4">
        <TimeField
          label={t('scheduleFields.from')}
          value={from}
          onChange={(next) => onChange({ from: next })}
          error={faultOf('execution.from')}
        />
        <TimeField
          label={t('scheduleFields.to')}
          value={to}
          onChange={(next) => onChange({ to: next })}
          error={faultOf('execution.to')}
          description={to !== '' && to < from ? t('scheduleFields.nextDay') : undefined}
        />
        <NumberField
          label={t('scheduleFields.everyMinutes')}
          value={everyMinutes}
          min={5}
          max={1439}
          onChange={(next) => onChange({ everyMinutes: Number.isFinite(next) ? next : everyMinutes })}
          error={faultOf('execution.everyMinutes')}
          description={everyMinutes >= 60 ? capital(everyWords(everyMinutes, t), language) : undefined}
        />
      </div>
    );
  }
  const choices = [...new Set([...windows, startWindowMinutes])].sort((one, other) => one - other);
  return (
    <div className="flex flex-wrap gap-4">
      <TimeField
        label={t('scheduleFields.time')}
        value={at}
        onChange={(next) => onChange({ at: next })}
        error={faultOf('execution.at')}
      />
      <SelectField
        label={t('scheduleFields.window')}
        className="w-48"
        options={choices.map((minutes) => ({
          value: String(minutes),
          label: t('scheduleFields.windowChoice', { span: spanWords(minutes, t) }),
        }))}
        value={String(startWindowMinutes)}
        onChange={(minutes) => onChange({ startWindowMinutes: Number(minutes) })}
        description={t('scheduleFields.windowText')}
        error={faultOf('startWindowMinutes')}
      />
    </div>
  );
}

interface TimeZoneFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** The tenant's own, which is named as such. */
  usual: string;
  error?: string | undefined;
}

/** The time zone of a schedule; searched by city or region. */
function TimeZoneField({ value, onChange, usual, error }: TimeZoneFieldProps) {
  const t = useTranslations('policies');
  const options = useMemo(() => {
    const now = new Date(serverNow());
    return timeZoneNames([usual, value, 'UTC']).flatMap((name) => {
      const offset = offsetNow(name, now);
      return offset === null
        ? []
        : [{ value: name, label: name.replaceAll('_', ' '), description: t('scheduleFields.zoneOffset', { offset }) }];
    });
  }, [usual, value, t]);
  return (
    <ComboField
      label={t('scheduleFields.zone')}
      options={options}
      value={value}
      onChange={onChange}
      error={error}
      description={t(value === usual ? 'scheduleFields.zoneTextUsual' : 'scheduleFields.zoneText')}
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
