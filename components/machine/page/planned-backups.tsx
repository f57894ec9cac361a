'use client';

import { clsx } from 'clsx';
import { CalendarSearch, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useServerText } from '@/lib/client/format/server-text';
import { readPlannedAddress } from './machine-address';
import { ExpectedRunBadge, RunTime, useExpectedRunWord } from '@/components/policies/runs';
import { AddressLink } from '@/components/ui/address-link';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { PagedTable } from '@/components/ui/paged-table';
import type { AddressState } from '@/lib/client/address-state';
import { useFormats } from '@/lib/client/format/formats';
import { scoreSentence } from '@/lib/client/format/score';
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

/** Every backup that schedules planned for the machine in the last 31 days, and its result. */
export function PlannedBackups({ machine, address, hrefOfPoint, onOpen }: PlannedBackupsProps) {
  const t = useTranslations('machine');
  const wordOf = useExpectedRunWord();
  const common = useTranslations('ui');
  const format = useFormats();
  const params = readPlannedAddress(address.params, machine.guid);
  const list = useExpectedRunList(params);
  const { days7, days30 } = machine.scores;
  const filtered = params.state !== undefined;
  const showAll = () => address.replace({ state: null });

  const columns: readonly Column<ExpectedRun>[] = [
    { id: 'at', header: t('planned.due'), cell: ({ at }) => <RunTime at={at} className="font-medium" /> },
    {
      id: 'state',
      header: t('planned.result'),
      grow: true,
      width: 'sm:min-w-32',
      inCard: 'corner',
      cell: ({ state, cause, causeRef }) => (
        <div>
          <ExpectedRunBadge state={state} />
          <Cause cause={cause} causeRef={causeRef} className="ml-3 max-sm:hidden" />
        </div>
      ),
    },
    {
      id: 'schedule',
      header: t('planned.schedule'),
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
      header: t('planned.started'),
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
            {happenedAt === null ? t('planned.point') : <RunTime at={happenedAt} />}
          </AddressLink>
        ),
    },
    {
      // On a phone the cause has a line of its own.
      id: 'cause',
      header: t('planned.cause'),
      width: 'sm:hidden',
      inCard: 'wide',
      cell: ({ cause, causeRef }) => <Cause cause={cause} causeRef={causeRef} />,
    },
  ];

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <FilterMenu
          label={t('planned.result')}
          options={expectedRunStates.map((value) => ({ value, label: wordOf(value) }))}
          selected={params.state ?? []}
          onChange={(state) => address.replace({ state })}
        />
        {filtered ? (
          <Button variant="quiet" onPress={showAll}>
            {t('clearFilters')}
          </Button>
        ) : null}
        {days30.expected === 0 ? null : (
          <p className="ml-auto text-xs text-ink-2 max-sm:ml-0">
            {scoreSentence(days7.expected === 0 ? days30 : days7, days7.expected === 0 ? 30 : 7, common, format)}
          </p>
        )}
      </div>
      <PagedTable
        label={t('planned.label')}
        noun="plannedBackups"
        list={list}
        address={address}
        columns={columns}
        rowKey={({ at, schedule }) => `${at}${schedule.guid}`}
        empty={
          filtered ? (
            <EmptyState
              icon={<SearchX aria-hidden />}
              title={t('planned.noMatch')}
              action={<Button onPress={showAll}>{t('clearFilters')}</Button>}
            />
          ) : (
            <NothingDue machine={machine} />
          )
        }
      />
    </>
  );
}

/** The reason of a planned backup's result; nothing where none is needed. */
function Cause({ cause, causeRef, className }: Pick<ExpectedRun, 'cause' | 'causeRef'> & { className?: string }) {
  const wordsOfServer = useServerText();
  if (cause === null) return null;
  const words = wordsOfServer(cause, causeRef);
  return (
    <span {...tooltipProps(words)} className={clsx('text-ink-2 max-sm:whitespace-normal', className)}>
      {words}
    </span>
  );
}

function NothingDue({ machine }: { machine: MachineDetail }) {
  const t = useTranslations('machine.planned');
  const { nextRunAt } = machine;
  return (
    <EmptyState icon={<CalendarSearch aria-hidden />} title={t('none')}>
      {nextRunAt !== null
        ? t.rich('nextRun', { time: () => <RunTime at={nextRunAt} /> })
        : machine.present
          ? t('noRun')
          : t('noRunRemoved')}
    </EmptyState>
  );
}
