'use client';

import { CalendarSearch } from 'lucide-react';
import Link from 'next/link';
import { readPage } from '@/components/machines/machine-address';
import { ExpectedRunBadge, expectedRunLook, RunTime } from '@/components/policies/runs';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { hintProps } from '@/components/ui/hint-layer';
import { PagedTable } from '@/components/ui/paged-table';
import { ThingName } from '@/components/ui/thing-name';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress } from '@/lib/client/addresses';
import { formatDuration, formatExact } from '@/lib/client/format/time';
import { useExpectedRunList } from '@/lib/client/queries/policies';
import { expectedRunStates } from '@/lib/contracts/expected-run';
import type { ExpectedRun } from '@/lib/contracts/expected-run';

const pageSize = 25;

const columns: readonly Column<ExpectedRun>[] = [
  {
    id: 'machine',
    header: 'Machine',
    width: 'sm:max-w-48',
    cell: ({ machine, recoveryPoint }) => (
      <Link
        href={machineAddress(machine.guid, recoveryPoint === null ? {} : { point: recoveryPoint })}
        className="link block truncate"
        title={machine.name}
      >
        <ThingName of={machine} />
      </Link>
    ),
  },
  { id: 'state', header: 'Result', inCard: 'corner', cell: ({ state }) => <ExpectedRunBadge state={state} /> },
  { id: 'at', header: 'Due', cell: ({ at }) => <RunTime at={at} /> },
  {
    id: 'happened',
    header: 'Started',
    hideBelow: 'lg',
    width: 'whitespace-nowrap text-ink-2',
    cell: ({ at, happenedAt }) => <Delay due={at} at={happenedAt} />,
  },
  {
    id: 'schedule',
    header: 'Schedule',
    hideBelow: 'xl',
    width: 'max-w-48',
    cell: ({ schedule }) => (
      <span className="block truncate text-ink-2" title={schedule.name}>
        {schedule.name}
      </span>
    ),
  },
  {
    id: 'cause',
    header: 'Cause',
    inCard: 'wide',
    width: 'sm:w-full',
    cell: ({ cause }) => (cause === null ? null : <span className="text-ink-2">{cause}</span>),
  },
];

/** What should have run by a policy in the last 31 days, and what became of it. Filter and page stand in the address. */
export function ExpectedRuns({ policy }: { policy: string }) {
  const address = useAddressState();
  const state = address.listOf('result', expectedRunStates);
  const page = readPage(address.params.get('page'));
  const list = useExpectedRunList({ policy, state: state.length > 0 ? state : undefined, page, pageSize });
  return (
    <section aria-labelledby="expected-runs" className="mt-5">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="expected-runs" className="text-sm">
          Expected and real
        </h2>
        <p className="text-xs text-ink-3">Each run of the last 31 days, for each machine</p>
        <div className="ml-auto">
          <FilterMenu
            label="Result"
            options={expectedRunStates.map((value) => ({ value, label: expectedRunLook[value].word }))}
            selected={state}
            onChange={(result) => address.replace({ result })}
          />
        </div>
      </div>
      <PagedTable
        label="Expected and real runs"
        noun="runs"
        list={list}
        address={address}
        columns={columns}
        rowKey={({ at, machine, schedule }) => `${at}${machine.guid}${schedule.guid}`}
        skeletonRows={4}
        empty={
          <EmptyState
            icon={<CalendarSearch aria-hidden />}
            title={state.length > 0 ? 'No run came out like this' : 'No run was due yet'}
            action={
              state.length > 0 ? <Button onPress={() => address.replace({ result: null })}>Show all</Button> : undefined
            }
          >
            {state.length > 0
              ? 'There is none among those of the last 31 days.'
              : 'As soon as a run is due for one of its machines, what became of it stands here.'}
          </EmptyState>
        }
      />
    </section>
  );
}

/** How long after its time a run began; the exact time on hover. */
function Delay({ due, at }: { due: string; at: string | null }) {
  if (at === null) return <span className="text-ink-3">–</span>;
  const delayMs = Date.parse(at) - Date.parse(due);
  return (
    <time dateTime={at} {...hintProps(formatExact(at, 'UTC'))}>
      {delayMs < 60_000 ? 'At once' : `${formatDuration(Math.floor(delayMs / 60_000) * 60_000)} later`}
    </time>
  );
}
