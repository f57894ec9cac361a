'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { SelectedMachine } from '@/components/machines/machine-selection';
import { DateTimeField } from '@/components/ui/date-time-field';
import { ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { RadioGroup } from '@/components/ui/radio-group';
import { SelectField } from '@/components/ui/select-field';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { NumberField } from '@/components/ui/number-field';
import { ThingName } from '@/components/ui/thing-name';
import { useFormats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import { useSharedDestinations } from '@/lib/client/queries/backups';
import { defaultWindowMs, maxMachinesPerBackup } from '@/lib/contracts/backup';
import type { BackupOptions } from '@/lib/contracts/backup';
import { recoveryPointTypes } from '@/lib/contracts/recovery-point';
import { typeOf } from './backup-form';
import type { BackupForm, BackupRequest } from './backup-form';

interface BackupFieldsProps {
  machines: readonly SelectedMachine[];
  /** The options of the one machine; undefined for many. */
  options: Pick<UseQueryResult<BackupOptions>, 'data' | 'error' | 'isFetching' | 'refetch'> | undefined;
  form: BackupForm;
  onChange: (change: Partial<BackupForm>) => void;
  faults: BackupRequest['faults'];
}

/** Type, destination and more, as far as these machines allow it. */
export function BackupFields({ machines, options, form, onChange, faults }: BackupFieldsProps) {
  const t = useTranslations('backup.fields');
  const wordsOfServer = useServerText();
  if (options && options.data === undefined) {
    if (options.error)
      return (
        <ErrorState error={options.error} onRetry={() => void options.refetch()} isRetrying={options.isFetching} />
      );
    return (
      <Loading label={t('loading')} className="space-y-3">
        <Skeleton className="h-28" />
        <Skeleton className="h-8" />
      </Loading>
    );
  }
  if (options?.data?.allowed === false) {
    return (
      <Notice tone="late" title={t('notNow')}>
        {wordsOfServer(options.data.reason, options.data.reasonRef) ?? t('noReason')}
      </Notice>
    );
  }
  return (
    <>
      {options ? null : <MachineNames machines={machines} fault={faults.machines} />}
      <BackupTypeChoice
        value={typeOf(form, options?.data)}
        onChange={(type) => onChange({ type })}
        types={options?.data?.types}
      />
      {options?.data ? (
        <OwnDestination options={options.data} form={form} onChange={onChange} />
      ) : (
        <SharedDestination machines={machines} form={form} onChange={onChange} />
      )}
      <BackupAdvanced form={form} onChange={onChange} faults={faults} limits={options?.data} />
    </>
  );
}

type DestinationProps = Pick<BackupFieldsProps, 'form' | 'onChange'>;

function OwnDestination({ options, form, onChange }: DestinationProps & { options: BackupOptions }) {
  const t = useTranslations('backup.fields');
  const { destinations } = options;
  const wordsOfServer = useServerText();
  const destinationsReason = wordsOfServer(options.destinationsReason, options.destinationsReasonRef);
  const standard = destinations.find((destination) => destination.default) ?? destinations[0];
  return (
    <SelectField
      label={t('destination')}
      options={destinations.map(({ guid, name, nameRef, default: isDefault }) => ({
        value: guid,
        label: wordsOfServer(name, nameRef),
        description: isDefault ? t('usual') : undefined,
      }))}
      value={form.destination ?? standard?.guid ?? null}
      onChange={(guid) => onChange({ destination: guid === standard?.guid ? null : guid })}
      placeholder={t('noDestination')}
      description={destinations.length === 0 ? (destinationsReason ?? t('noneForYou')) : undefined}
    />
  );
}

const each = '';

function SharedDestination({ machines, form, onChange }: DestinationProps & { machines: readonly SelectedMachine[] }) {
  const t = useTranslations('backup.fields');
  const { destinations } = useSharedDestinations(machines);
  const wordsOfServer = useServerText();
  return (
    <SelectField
      label={t('destination')}
      options={[
        { value: each, label: t('usualOfEach') },
        ...destinations.map(({ guid, name, nameRef }) => ({ value: guid, label: wordsOfServer(name, nameRef) })),
      ]}
      value={form.destination ?? each}
      onChange={(guid) => onChange({ destination: guid === each ? null : guid })}
      description={form.destination === null ? undefined : t('leftOut')}
    />
  );
}

function MachineNames({ machines, fault }: { machines: readonly SelectedMachine[]; fault: string | undefined }) {
  const t = useTranslations('backup.fields');
  const tooMany = machines.length > maxMachinesPerBackup;
  return (
    <div>
      <p className="mb-1 font-medium" id="backup-machines">
        {t('machines')}
      </p>
      {/* It scrolls, so it must be focusable by keyboard. */}
      <ul
        aria-labelledby="backup-machines"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="flex max-h-24 flex-wrap gap-1 overflow-y-auto rounded-sm border border-line-strong p-2"
      >
        {machines.map((machine) => (
          <li key={machine.guid} className="max-w-full truncate rounded-xs bg-sunken px-1.5 text-xs">
            <ThingName of={machine} />
          </li>
        ))}
      </ul>
      {tooMany || fault ? (
        <p className="mt-1 text-xs text-fail">{tooMany ? t('tooMany', { count: maxMachinesPerBackup }) : fault}</p>
      ) : null}
    </div>
  );
}

interface BackupAdvancedProps {
  form: BackupForm;
  onChange: (change: Partial<BackupForm>) => void;
  faults: BackupRequest['faults'];
  limits: Pick<BackupOptions, 'priority' | 'window'> | undefined;
}

/** Priority and window, collapsed: the defaults are nearly always right. */
function BackupAdvanced({ form, onChange, faults, limits }: BackupAdvancedProps) {
  const t = useTranslations('backup.fields');
  const format = useFormats();
  const length = format.duration(limits?.window.defaultLengthMs ?? defaultWindowMs);
  return (
    <details
      className="group/advanced"
      open={faults.priority || faults.windowStart || faults.windowEnd ? true : undefined}
    >
      <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-xs font-medium text-ink-2 hover:text-ink pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open/advanced:rotate-90" />
        {t('advanced')}
        <span className="font-normal text-ink-3">{t('advancedHint')}</span>
      </summary>
      <div className="mt-3 space-y-4">
        <NumberField
          label={t('priority')}
          value={form.priority}
          onChange={(priority) => onChange({ priority: Number.isNaN(priority) ? 50 : priority })}
          min={limits?.priority.min ?? 0}
          max={limits?.priority.max ?? 100}
          step={1}
          description={t('priorityHint')}
          error={faults.priority}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <DateTimeField
            label={t('earliest')}
            optional
            value={form.windowStart}
            onChange={(windowStart) => onChange({ windowStart })}
            description={t('earliestHint')}
            error={faults.windowStart}
          />
          <DateTimeField
            label={t('latest')}
            optional
            value={form.windowEnd}
            onChange={(windowEnd) => onChange({ windowEnd })}
            description={t('latestHint', { length })}
            error={faults.windowEnd}
          />
        </div>
      </div>
    </details>
  );
}

type BackupType = (typeof recoveryPointTypes)[number];

interface BackupTypeChoiceProps {
  value: BackupType;
  onChange: (type: BackupType) => void;
  /** The options of the one machine; undefined for many machines, each of which decides for itself. */
  types: BackupOptions['types'] | undefined;
}

/** Full or incremental; an unavailable type says why. */
function BackupTypeChoice({ value, onChange, types }: BackupTypeChoiceProps) {
  const t = useTranslations('backup');
  const wordsOfServer = useServerText();
  return (
    <RadioGroup<BackupType>
      label={t('fields.type')}
      value={value}
      onChange={onChange}
      options={[...recoveryPointTypes].reverse().map((name) => {
        const known = types?.find((type) => type.name === name);
        const isRefused = known !== undefined && !known.allowed;
        return {
          value: name,
          label: t(`types.${name}.label`),
          isDisabled: isRefused,
          description: isRefused
            ? (wordsOfServer(known.reason, known.reasonRef) ?? t('fields.typeImpossible'))
            : t(`types.${name}.${types ? 'one' : 'many'}`),
        };
      })}
    />
  );
}
