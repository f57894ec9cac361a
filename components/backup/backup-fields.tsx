'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { SelectedMachine } from '@/components/machines/machine-selection';
import { ErrorState } from '@/components/ui/error-state';
import { Notice } from '@/components/ui/notice';
import { SelectField } from '@/components/ui/select-field';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { useSharedDestinations } from '@/lib/client/backup-choices';
import { maxMachinesPerBackup } from '@/lib/contracts/backup';
import type { BackupOptions } from '@/lib/contracts/backup';
import { BackupAdvanced } from './backup-advanced';
import { typeOf } from './backup-form';
import type { BackupForm, BackupRequest } from './backup-form';
import { BackupTypeChoice } from './backup-type-choice';

export interface BackupFieldsProps {
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
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul
        aria-labelledby="backup-machines"
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
