'use client';

import { CalendarSearch } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { readPolicyRunsAddress } from '@/lib/client/list-addresses';
import { ExpectedRunBadge, RunTime, useExpectedRunWord } from '@/components/policies/runs';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterMenu } from '@/components/ui/filter-menu';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { PagedTable } from '@/components/ui/paged-table';
import { KeyValues, Section } from '@/components/ui/section';
import { ThingName } from '@/components/ui/thing-name';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress } from '@/lib/client/addresses';
import type { PolicyTranslator } from '@/lib/client/drafts/schedule-draft';
import { useFormats } from '@/lib/client/format/formats';
import { useExpectedRunList } from '@/lib/client/queries/policies';
import { expectedRunStates } from '@/lib/contracts/expected-run';
import type { ExpectedRun } from '@/lib/contracts/expected-run';
import type { Policy } from '@/lib/contracts/policy';

type Part = Policy['retention']['full'];

/** Destinations and retention of a policy. */
export function PolicyStorage({ policy }: { policy: Policy }) {
  const t = useTranslations('policies');
  const wordsOfServer = useServerText();
  const { destination, secondaryDestination, retention, priority, autoRemoveNonPresent, readOnly } = policy;
  return (
    <Section title={t('policy.storage')}>
      <KeyValues
        items={[
          {
            key: t('policy.destination'),
            value: (destination && wordsOfServer(destination.name, destination.nameRef)) ?? (
              <span className="text-late">{t('policy.noDestination')}</span>
            ),
          },
          secondaryDestination
            ? {
                key: t('policy.secondCopy'),
                value: wordsOfServer(secondaryDestination.name, secondaryDestination.nameRef),
              }
            : null,
          { key: t('policy.full'), value: keepWords(retention.full, t) },
          { key: t('policy.incremental'), value: keepWords(retention.incremental, t) },
          { key: t('policy.priority'), value: priority },
          readOnly
            ? null
            : {
                key: t('policy.missingMachines'),
                value: t(autoRemoveNonPresent ? 'policy.missingRemoved' : 'policy.missingStay'),
              },
        ]}
      />
      <p className="mt-3 text-xs text-ink-3">{t('policy.eitherLimit')}</p>
    </Section>
  );
}

/** Whole days unchanged; a part of one rounded to the hour, with "about". */
function daysText(days: number, t: PolicyTranslator): string {
  if (Number.isInteger(days)) return t('retention.days', { days });
  const hours = Math.round((days % 1) * 24);
  return days < 1
    ? t('retention.hours', { hours: Math.max(1, hours) })
    : t('retention.daysAndHours', { days: Math.floor(days), hours });
}

function keepWords({ keepLast, keepDays }: Part, t: PolicyTranslator): string {
  if (keepDays === null) return keepLast === null ? t('retention.unset') : t('retention.last', { count: keepLast });
  const time = daysText(keepDays, t);
  return keepLast === null ? t('retention.longest', { time }) : t('retention.both', { count: keepLast, time });
}

const columnsOf = (t: PolicyTranslator, wordsOfServer: WordsOfServer): readonly Column<ExpectedRun>[] => [
  {
    id: 'machine',
    header: t('expected.columns.machine'),
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
  {
    id: 'state',
    header: t('expected.columns.result'),
    inCard: 'corner',
    cell: ({ state }) => <ExpectedRunBadge state={state} />,
  },
  { id: 'at', header: t('expected.columns.due'), cell: ({ at }) => <RunTime at={at} /> },
  {
    id: 'happened',
    header: t('expected.columns.started'),
    hideBelow: 'lg',
    width: 'whitespace-nowrap text-ink-2',
    cell: ({ at, happenedAt }) => <Delay due={at} at={happenedAt} />,
  },
  {
    id: 'schedule',
    header: t('expected.columns.schedule'),
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
    header: t('expected.columns.cause'),
    inCard: 'wide',
    width: 'sm:w-full',
    cell: ({ cause, causeRef }) =>
      cause === null ? null : <span className="text-ink-2">{wordsOfServer(cause, causeRef)}</span>,
  },
];

/** The expected runs of a policy in the last 31 days, and the results. Filter and page are in the URL. */
export function ExpectedRuns({ policy }: { policy: string }) {
  const t = useTranslations('policies');
  const wordOf = useExpectedRunWord();
  const address = useAddressState();
  const params = readPolicyRunsAddress(address.params, policy);
  const state = params.state ?? [];
  const list = useExpectedRunList(params);
  return (
    <section aria-labelledby="expected-runs" className="mt-5">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="expected-runs" className="text-sm">
          {t('expected.title')}
        </h2>
        <p className="text-xs text-ink-3">{t('expected.note')}</p>
        <div className="ml-auto">
          <FilterMenu
            label={t('expected.columns.result')}
            options={expectedRunStates.map((value) => ({ value, label: wordOf(value) }))}
            selected={state}
            onChange={(result) => address.replace({ result })}
          />
        </div>
      </div>
      <PagedTable
        label={t('expected.table')}
        noun="runs"
        list={list}
        address={address}
        columns={columnsOf(t, useServerText())}
        rowKey={({ at, machine, schedule }) => `${at}${machine.guid}${schedule.guid}`}
        skeletonRows={4}
        empty={
          <EmptyState
            icon={<CalendarSearch aria-hidden />}
            title={t(state.length > 0 ? 'expected.noMatch' : 'expected.empty')}
            action={
              state.length > 0 ? (
                <Button onPress={() => address.replace({ result: null })}>{t('expected.showAll')}</Button>
              ) : undefined
            }
          >
            {t(state.length > 0 ? 'expected.noMatchText' : 'expected.emptyText')}
          </EmptyState>
        }
      />
    </section>
  );
}

/** The delay of a run; the exact time on hover. */
function Delay({ due, at }: { due: string; at: string | null }) {
  const t = useTranslations('policies');
  const format = useFormats();
  if (at === null) return <span className="text-ink-3">{t('expected.notStarted')}</span>;
  const delayMs = Date.parse(at) - Date.parse(due);
  return (
    <time dateTime={at} {...tooltipProps(format.exact(at, 'UTC'))}>
      {delayMs < 60_000
        ? t('expected.atOnce')
        : t('expected.later', { time: format.duration(Math.floor(delayMs / 60_000) * 60_000) })}
    </time>
  );
}
