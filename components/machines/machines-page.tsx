'use client';

import { CalendarClock, CalendarPlus, CloudUpload } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { BackupDialog } from '@/components/backup/backup-dialog';
import { BulkBar } from '@/components/ui/bulk-bar';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { useAddressState } from '@/lib/client/address-state';
import { focusContentIfLost } from '@/lib/client/keep-focus';
import { useMachineList } from '@/lib/client/machines';
import { useCan } from '@/lib/client/me';
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
import { MachineListEmpty } from './machine-list-empty';
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
      <BulkBar count={selected.size} noun={['machine', 'machines']} onClear={() => setSelection(emptySelection)}>
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
