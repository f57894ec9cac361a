'use client';

import { CalendarClock, CalendarPlus, CloudUpload, SearchX, ServerOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { BackupDialog } from '@/components/backup/backup-dialog';
import { BulkBar } from '@/components/ui/bulk-bar';
import { Button, IconButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import { useCan } from '@/lib/client/queries/me';
import { useMachineList } from '@/lib/client/queries/machines';
import { maxMachinesPerBackup } from '@/lib/contracts/backup';
import type { Machine } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import { AssignPolicyDialog, mostMachinesAtOnce } from './assign-policy-dialog';
import {
  defaultMachineSort,
  filterFingerprint,
  isFiltered,
  readMachineAddress,
  withoutFilters,
} from './machine-address';
import { useMachineColumns } from './machine-columns';
import { MachineFilters } from './machine-filters';
import { emptySelection, selectedUnder, withSelected } from './machine-selection';
import type { SelectedMachine } from './machine-selection';

/** The tenant's machines: find, look, select, back up. The whole state of the list stands in the address. */
export function MachinesPage() {
  const t = useTranslations('machines');
  const columns = useMachineColumns();
  const address = useAddressState();
  const params = readMachineAddress(address.params);
  const list = useMachineList(params);
  const canBackUp = useCan('backup:run');
  const canAssign = useCan('policy:write');
  const [selection, setSelection] = useState(emptySelection);
  const [backingUp, setBackingUp] = useState<readonly SelectedMachine[] | null>(null);
  const [assigning, setAssigning] = useState<readonly SelectedMachine[] | null>(null);

  const close = () => {
    setBackingUp(null);
    setAssigning(null);
    focusContentIfLost();
  };
  const fingerprint = filterFingerprint(params);
  const selected = selectedUnder(selection, fingerprint);
  const items = list.data?.items;
  const filtered = isFiltered(params);

  return (
    <>
      <PageHeader title={t('title')} />
      <MachineFilters params={params} address={address} />
      <PagedTable
        label={t('title')}
        noun="machines"
        list={list}
        address={address}
        columns={columns}
        rowKey={(machine) => machine.guid}
        skeletonRows={12}
        sort={{ current: params.sort, usual: defaultMachineSort }}
        selection={
          canBackUp
            ? {
                selected: new Set(selected.keys()),
                onChange: (guids) =>
                  setSelection({ fingerprint, machines: withSelected(selected, guids, items ?? []) }),
                labelOf: (machine) => machine.name,
                refusalOf: (machine) => (machine.present ? null : t('list.notPresent')),
              }
            : undefined
        }
        actions={
          canBackUp
            ? (machine) => (
                <RowActions
                  machine={machine}
                  onBackUp={() => setBackingUp([machine])}
                  onAssign={canAssign ? () => setAssigning([machine]) : undefined}
                />
              )
            : undefined
        }
        empty={<MachineListEmpty isFiltered={filtered} onClearFilters={() => address.replace(withoutFilters)} />}
      />
      <BulkBar count={selected.size} noun="machines" onClear={() => setSelection(emptySelection)}>
        {canAssign ? (
          <Button
            icon={<CalendarClock aria-hidden className="size-4" />}
            isDisabled={selected.size > mostMachinesAtOnce}
            onPress={() => setAssigning([...selected.values()])}
          >
            {selected.size > mostMachinesAtOnce
              ? t('list.assignTooMany', { count: mostMachinesAtOnce })
              : t('list.assign')}
          </Button>
        ) : null}
        <Button
          variant="primary"
          icon={<CloudUpload aria-hidden className="size-4" />}
          isDisabled={selected.size > maxMachinesPerBackup}
          onPress={() => setBackingUp([...selected.values()])}
        >
          {selected.size > maxMachinesPerBackup
            ? t('list.backUpTooMany', { count: maxMachinesPerBackup })
            : t('list.backUp', { count: selected.size })}
        </Button>
      </BulkBar>
      {backingUp ? (
        <BackupDialog machines={backingUp} onClose={close} onStarted={() => setSelection(emptySelection)} />
      ) : null}
      {assigning ? (
        <AssignPolicyDialog machines={assigning} onClose={close} onAssigned={() => setSelection(emptySelection)} />
      ) : null}
    </>
  );
}

/** Offered only where it will not be refused; a policy where there is none. */
function RowActions({
  machine,
  onBackUp,
  onAssign,
}: {
  machine: Machine;
  onBackUp: () => void;
  onAssign: (() => void) | undefined;
}) {
  const t = useTranslations('machines.row');
  const isBusy = machine.operation?.kind === 'BACKUP' && !isSettled(machine.operation.state);
  if (!machine.present) return null;
  return (
    <>
      {onAssign && machine.policy === null ? (
        <RowAction
          label={t('assign', { machine: machine.name })}
          word={t('assignShort')}
          icon={<CalendarPlus aria-hidden className="size-4" />}
          onPress={onAssign}
        />
      ) : null}
      {isBusy ? null : (
        <RowAction
          label={t('backUp', { machine: machine.name })}
          word={t('backUpShort')}
          icon={<CloudUpload aria-hidden className="size-4" />}
          onPress={onBackUp}
        />
      )}
    </>
  );
}

function RowAction({
  label,
  word,
  icon,
  onPress,
}: {
  label: string;
  word: string;
  icon: ReactElement;
  onPress: () => void;
}) {
  return (
    <>
      <Button size="sm" className="sm:!hidden" onPress={onPress} aria-label={label}>
        {word}
      </Button>
      <IconButton className="max-sm:!hidden" label={label} icon={icon} onPress={onPress} />
    </>
  );
}

interface MachineListEmptyProps {
  isFiltered: boolean;
  onClearFilters: () => void;
}

/** Why there is no machine here, and what next. */
function MachineListEmpty({ isFiltered, onClearFilters }: MachineListEmptyProps) {
  const t = useTranslations('machines.empty');
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title={t('filtered')}
        action={<Button onPress={onClearFilters}>{t('clear')}</Button>}
      >
        {t('filteredText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ServerOff aria-hidden />} title={t('none')}>
      {t('noneText')}
    </EmptyState>
  );
}
