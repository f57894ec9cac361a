'use client';

import { CalendarSearch, SearchX } from 'lucide-react';
import { readPlannedAddress } from './machine-address';
import { ExpectedRunBadge, expectedRunLook, RunTime } from '@/components/policies/runs';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { hintProps } from '@/components/ui/hint-layer';
import { PagedTable } from '@/components/ui/paged-table';
import type { AddressState } from '@/lib/client/address-state';
import { scoreSentence } from '@/lib/client/format/numbers';
import { useExpectedRunList } from '@/lib/client/queries/policies';
import { expectedRunStates } from '@/lib/contracts/expected-run';
import type { ExpectedRun } from '@/lib/contracts/expected-run';
import type { MachineDetail } from '@/lib/contracts/machine';

interface PlannedBackupsProps {
  machine: MachineDetail;
  address: AddressState;
  hrefOfPoint: (guid: string) => string;
  onOpen: (guid: string) => void;
}

/** Every backup that schedules planned for the machine in the last 31 days, and what became of it. */
export function PlannedBackups({ machine, address, hrefOfPoint, onOpen }: PlannedBackupsProps) {
  const params = readPlannedAddress(address.params, machine.guid);
  const list = useExpectedRunList(params);
  const { days7, days30 } = machine.scores;
  const filtered = params.state !== undefined;
  const showAll = () => address.replace({ state: null });

  const columns: readonly Column<ExpectedRun>[] = [
    { id: 'at', header: 'Due', cell: ({ at }) => <RunTime at={at} className="font-medium" /> },
    { id: 'state', header: 'Result', inCard: 'corner', cell: ({ state }) => <ExpectedRunBadge state={state} /> },
    {
      id: 'schedule',
      header: 'Schedule',
      hideBelow: 'lg',
      width: 'max-w-56',
      cell: ({ schedule }) => (
        <span title={schedule.name} className="block truncate text-ink-2">
          {schedule.name}
        </span>
      ),
    },
    {
      id: 'point',
      header: 'Backup started',
      hideBelow: 'md',
      cell: ({ recoveryPoint, happenedAt }) =>
        recoveryPoint === null ? (
          <RunTime at={happenedAt} empty="–" />
        ) : (
          <AddressLink
            href={hrefOfPoint(recoveryPoint)}
            className="link-accent"
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              onOpen(recoveryPoint);
            }}
          >
            {happenedAt === null ? 'Recovery point' : <RunTime at={happenedAt} />}
          </AddressLink>
        ),
    },
    {
      id: 'cause',
      header: 'Cause',
      grow: true,
      inCard: 'wide',
      cell: ({ cause }) =>
        cause === null ? null : (
          <span {...hintProps(cause)} className="text-ink-2 max-sm:whitespace-normal">
            {cause}
          </span>
        ),
    },
  ];

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <FilterMenu
          label="Result"
          options={expectedRunStates.map((value) => ({ value, label: expectedRunLook[value].word }))}
          selected={params.state ?? []}
          onChange={(state) => address.replace({ state })}
        />
        {filtered ? (
          <Button variant="quiet" onPress={showAll}>
            Clear filters
          </Button>
        ) : null}
        {days30.expected === 0 ? null : (
          <p className="ml-auto text-xs text-ink-2 max-sm:ml-0">
            {scoreSentence(days7.expected === 0 ? days30 : days7, days7.expected === 0 ? 30 : 7)}
          </p>
        )}
      </div>
      <PagedTable
        label="Planned backups"
        noun="planned backups"
        list={list}
        address={address}
        columns={columns}
        rowKey={({ at, schedule }) => `${at}${schedule.guid}`}
        empty={
          filtered ? (
            <EmptyState
              icon={<SearchX aria-hidden />}
              title="No planned backup came out like this"
              action={<Button onPress={showAll}>Clear filters</Button>}
            />
          ) : (
            <NothingDue machine={machine} />
          )
        }
      />
    </>
  );
}

function NothingDue({ machine }: { machine: MachineDetail }) {
  return (
    <EmptyState icon={<CalendarSearch aria-hidden />} title="No schedule has been due yet">
      {machine.nextRunAt !== null ? (
        <>
          The next run is due <RunTime at={machine.nextRunAt} />. What became of it will stand here.
        </>
      ) : machine.present ? (
        'No schedule will run for this machine either. A policy with a schedule plans backups.'
      ) : (
        'The machine is removed, so nothing is planned for it.'
      )}
    </EmptyState>
  );
}
