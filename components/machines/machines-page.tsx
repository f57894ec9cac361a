'use client';

import { CalendarClock, CalendarPlus, CloudUpload, SearchX, ServerOff } from 'lucide-react';
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
import { machineColumns } from './machine-columns';
import { MachineFilters } from './machine-filters';
import { emptySelection, selectedUnder, withSelected } from './machine-selection';
import type { SelectedMachine } from './machine-selection';

/** The tenant's machines: find, look, select, back up. The whole state of the list stands in the address. */
export function MachinesPage() {
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
      <PageHeader title="Machines" />
      <MachineFilters params={params} address={address} />
      <PagedTable
        label="Machines"
        noun="machines"
        list={list}
        address={address}
        columns={machineColumns}
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
                refusalOf: (machine) =>
                  machine.present ? null : 'no longer on its platform, so there is nothing to back up',
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
            {selected.size > mostMachinesAtOnce ? `Policy: at most ${mostMachinesAtOnce} at once` : 'Assign policy'}
          </Button>
        ) : null}
        <Button
          variant="primary"
          icon={<CloudUpload aria-hidden className="size-4" />}
          isDisabled={selected.size > maxMachinesPerBackup}
          onPress={() => setBackingUp([...selected.values()])}
        >
          {selected.size > maxMachinesPerBackup
            ? `At most ${maxMachinesPerBackup} at once`
            : `Back up ${selected.size} ${selected.size === 1 ? 'machine' : 'machines'}`}
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
  const isBusy = machine.operation?.kind === 'BACKUP' && !isSettled(machine.operation.state);
  if (!machine.present) return null;
  return (
    <>
      {onAssign && machine.policy === null ? (
        <RowAction
          label={`Give ${machine.name} a policy`}
          word="Assign policy"
          icon={<CalendarPlus aria-hidden className="size-4" />}
          onPress={onAssign}
        />
      ) : null}
      {isBusy ? null : (
        <RowAction
          label={`Back up ${machine.name} now`}
          word="Back up now"
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
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No machine matches"
        action={<Button onPress={onClearFilters}>Clear filters</Button>}
      >
        Search looks at names, tags and platform ids. Machines that were removed are found, too.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ServerOff aria-hidden />} title="No machines yet">
      Your provider has not given your organisation any machine. Ask them; machines appear here by themselves, without a
      reload.
    </EmptyState>
  );
}
