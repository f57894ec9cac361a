'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import type { SelectedMachine } from '@/components/machines/machine-selection';
import { DateTimeField } from '@/components/ui/date-time-field';
import { ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { NumberField } from '@/components/ui/text-field';
import { RadioGroup } from '@/components/ui/radio-group';
import { SelectField } from '@/components/ui/select-field';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { formatDuration } from '@/lib/client/format/time';
import { useSharedDestinations } from '@/lib/client/queries/backups';
import { defaultWindowMs, maxMachinesPerBackup } from '@/lib/contracts/backup';
import type { BackupOptions } from '@/lib/contracts/backup';
import { recoveryPointTypes } from '@/lib/contracts/recovery-point';
import { typeOf } from './backup-form';
import type { BackupForm, BackupRequest } from './backup-form';

interface BackupFieldsProps {
  machines: readonly SelectedMachine[];
  /** Choices of the one machine; undefined for many. */
  options: Pick<UseQueryResult<BackupOptions>, 'data' | 'error' | 'isFetching' | 'refetch'> | undefined;
  form: BackupForm;
  onChange: (change: Partial<BackupForm>) => void;
  faults: BackupRequest['faults'];
}

/** Type, destination and the rest, as far as this machine or these machines allow it. */
export function BackupFields({ machines, options, form, onChange, faults }: BackupFieldsProps) {
  if (options && options.data === undefined) {
    if (options.error)
      return (
        <ErrorState error={options.error} onRetry={() => void options.refetch()} isRetrying={options.isFetching} />
      );
    return (
      <Loading label="The choices for this machine are loading" className="space-y-3">
        <Skeleton className="h-28" />
        <Skeleton className="h-8" />
      </Loading>
    );
  }
  if (options?.data?.allowed === false) {
    return (
      <Notice tone="late" title="This machine can’t be backed up now">
        {options.data.reason ?? 'The portal gave no reason.'}
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
  const { destinations, destinationsReason } = options;
  const standard = destinations.find((destination) => destination.default) ?? destinations[0];
  return (
    <SelectField
      label="Destination"
      options={destinations.map(({ guid, name, default: isDefault }) => ({
        value: guid,
        label: name,
        description: isDefault ? 'The usual one for this machine' : undefined,
      }))}
      value={form.destination ?? standard?.guid ?? null}
      onChange={(guid) => onChange({ destination: guid === standard?.guid ? null : guid })}
      placeholder="No destination"
      description={
        destinations.length === 0 ? (destinationsReason ?? 'There is no destination that you may use.') : undefined
      }
    />
  );
}

const each = '';

function SharedDestination({ machines, form, onChange }: DestinationProps & { machines: readonly SelectedMachine[] }) {
  const { destinations } = useSharedDestinations(machines);
  return (
    <SelectField
      label="Destination"
      options={[
        { value: each, label: 'The usual one of each machine' },
        ...destinations.map(({ guid, name }) => ({ value: guid, label: name })),
      ]}
      value={form.destination ?? each}
      onChange={(guid) => onChange({ destination: guid === each ? null : guid })}
      description={
        form.destination === null ? undefined : 'A machine that can’t be backed up there is left out and named.'
      }
    />
  );
}

function MachineNames({ machines, fault }: { machines: readonly SelectedMachine[]; fault: string | undefined }) {
  const tooMany = machines.length > maxMachinesPerBackup;
  return (
    <div>
      <p className="mb-1 font-medium" id="backup-machines">
        Machines
      </p>
      {/* Scrolls, so the keyboard must reach it. */}
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
        <p className="mt-1 text-xs text-fail">
          {tooMany
            ? `At most ${maxMachinesPerBackup} machines can be backed up at once. Close this and select fewer.`
            : fault}
        </p>
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

/** Priority and window, folded away: what is there by default fits nearly always. */
function BackupAdvanced({ form, onChange, faults, limits }: BackupAdvancedProps) {
  const length = formatDuration(limits?.window.defaultLengthMs ?? defaultWindowMs);
  return (
    <details
      className="group/advanced"
      open={faults.priority || faults.windowStart || faults.windowEnd ? true : undefined}
    >
      <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-xs font-medium text-ink-2 hover:text-ink pointer-coarse:min-h-11">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open/advanced:rotate-90" />
        Advanced
        <span className="font-normal text-ink-3">priority, time window</span>
      </summary>
      <div className="mt-3 space-y-4">
        <NumberField
          label="Priority"
          value={form.priority}
          onChange={(priority) => onChange({ priority: Number.isNaN(priority) ? 50 : priority })}
          min={limits?.priority.min ?? 0}
          max={limits?.priority.max ?? 100}
          step={1}
          description="0 to 100. Work of higher priority starts first; 50 is usual."
          error={faults.priority}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <DateTimeField
            label="Not before"
            optional
            value={form.windowStart}
            onChange={(windowStart) => onChange({ windowStart })}
            description="Left empty, it starts as soon as possible."
            error={faults.windowStart}
          />
          <DateTimeField
            label="Not after"
            optional
            value={form.windowEnd}
            onChange={(windowEnd) => onChange({ windowEnd })}
            description={`Work that has not started by then is given up. Left empty, ${length} after the start.`}
            error={faults.windowEnd}
          />
        </div>
      </div>
    </details>
  );
}

type BackupType = (typeof recoveryPointTypes)[number];

const words: Record<BackupType, { label: string; one: string; many: string }> = {
  INCREMENTAL: {
    label: 'Incremental',
    one: 'Only what has changed since the last backup. Quick and small.',
    many: 'Only what has changed since the last backup. A machine for which that is not possible gets a full one.',
  },
  FULL: {
    label: 'Full',
    one: 'Everything, independent of earlier backups. Takes longer.',
    many: 'Everything, independent of earlier backups. Takes longer.',
  },
};

interface BackupTypeChoiceProps {
  value: BackupType;
  onChange: (type: BackupType) => void;
  /** The choices of the one machine; undefined for many machines, each of which decides for itself. */
  types: BackupOptions['types'] | undefined;
}

/** Full or incremental; what is not possible says why. */
function BackupTypeChoice({ value, onChange, types }: BackupTypeChoiceProps) {
  return (
    <RadioGroup<BackupType>
      label="Type"
      value={value}
      onChange={onChange}
      options={[...recoveryPointTypes].reverse().map((name) => {
        const known = types?.find((type) => type.name === name);
        const isRefused = known !== undefined && !known.allowed;
        return {
          value: name,
          label: words[name].label,
          isDisabled: isRefused,
          description: isRefused
            ? (known.reason ?? 'Not possible for this machine now.')
            : types
              ? words[name].one
              : words[name].many,
        };
      })}
    />
  );
}
