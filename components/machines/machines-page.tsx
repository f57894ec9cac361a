'use client';

import { CalendarClock, CloudUpload, SearchX, ServerOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { BackupDialog } from '@/components/backup/backup-dialog';
import { BulkBar } from '@/components/ui/bulk-bar';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import { useCan } from '@/lib/client/queries/me';
import { useMachineList } from '@/lib/client/queries/machines';
import { maxMachinesPerBackup } from '@/lib/contracts/backup';
import { AssignPolicyDialog, mostMachinesAtOnce } from './assign-policy-dialog';
import {
  defaultMachineSort,
  filterFingerprint,
  isFiltered,
  readMachineAddress,
  withoutFilters,
} from './machine-address';
import { MachineRowActions, useMachineColumns } from './machine-columns';
import { MachineFilters } from './machine-filters';
import { emptySelection, selectedUnder, withSelected } from './machine-selection';
import type { SelectedMachine } from './machine-selection';

/** The tenant's machines. The whole state of the list is in the URL. */
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
        selection={{
          selected: new Set(selected.keys()),
          onChange: (guids) => setSelection({ fingerprint, machines: withSelected(selected, guids, items ?? []) }),
          labelOf: (machine) => machine.name,
          refusalOf: (machine) => (machine.present ? null : t('list.notPresent')),
        }}
        hasActionsBeside
        actions={
          canBackUp
            ? (machine) => (
                <MachineRowActions
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
        {canAssign || !canBackUp ? (
          <Button
            icon={<CalendarClock aria-hidden className="size-4" />}
            isDisabled={!canAssign || selected.size > mostMachinesAtOnce}
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
          isDisabled={!canBackUp || selected.size > maxMachinesPerBackup}
          onPress={() => setBackingUp([...selected.values()])}
        >
          {selected.size > maxMachinesPerBackup
            ? t('list.backUpTooMany', { count: maxMachinesPerBackup })
            : t('list.backUp', { count: selected.size })}
        </Button>
        {canBackUp ? null : <span className="text-xs text-ink-2">{t('list.notAllowed')}</span>}
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

interface MachineListEmptyProps {
  isFiltered: boolean;
  onClearFilters: () => void;
}

/** Why the list is empty, and what to do. */
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
