'use client';

import { CalendarClock, Plus, SearchX } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';
import { DeletePolicyDialog, PolicyActions } from '@/components/policies/policy-actions';
import { LastResult, PolicyStateBadge, ReadOnlyMark, ScoreText } from '@/components/policies/policy-state';
import { RunTime } from '@/components/policies/runs';
import { scheduleSentence } from '@/components/policies/schedule-sentence';
import { Button } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { tooltipProps } from '@/components/ui/tooltip-layer';
import { LinkButton } from '@/components/ui/link-button';
import { ListFilters } from '@/components/ui/list-filters';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { RefusedButton } from '@/components/ui/refused-button';
import { ThingName } from '@/components/ui/thing-name';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import type { AddressState } from '@/lib/client/address-state';
import type { PolicyTranslator } from '@/lib/client/drafts/schedule-draft';
import { useCan, useMe } from '@/lib/client/queries/me';
import { usePolicyList } from '@/lib/client/queries/policies';
import { newPolicyAddress, policyAddress } from '@/lib/client/addresses';
import { useTimeZone } from '@/lib/client/format/formats';
import type { Policy } from '@/lib/contracts/policy';
import type { Schedule } from '@/lib/contracts/schedule';
import { defaultPolicySort, readPolicyListAddress } from '@/lib/client/list-addresses';

/** The policies of the tenant's machines, its own and the provider's. The state of the list is in the URL. */
export function PoliciesPage() {
  const t = useTranslations('policies');
  const address = useAddressState();
  const params = readPolicyListAddress(address.params);
  const list = usePolicyList(params);
  const canWrite = useCan('policy:write');
  const [deleting, setDeleting] = useState<Policy | null>(null);
  const close = () => {
    setDeleting(null);
    focusContentIfLost();
  };
  const isEmpty = list.data?.total === 0 && params.search === undefined;

  return (
    <>
      <PageHeader title={t('titles.list')} actions={isEmpty ? undefined : <NewPolicyButton canWrite={canWrite} />} />
      {isEmpty ? null : (
        <ListFilters
          searchLabel={t('list.search')}
          placeholder={t('list.name')}
          search={params.search}
          address={address}
        />
      )}
      <PagedTable
        label={t('titles.list')}
        noun="policies"
        list={list}
        address={address}
        columns={policyColumns(t, useServerText())}
        rowKey={(policy) => policy.guid}
        skeletonRows={6}
        sort={{ current: params.sort, usual: defaultPolicySort }}
        actions={(policy) => <PolicyActions policy={policy} onDelete={() => setDeleting(policy)} />}
        empty={<PoliciesEmpty address={address} isFiltered={params.search !== undefined} canWrite={canWrite} />}
      />
      {deleting ? <DeletePolicyDialog policy={deleting} onClose={close} onDeleted={close} /> : null}
    </>
  );
}

function NewPolicyButton({ canWrite }: { canWrite: boolean }) {
  const t = useTranslations('policies');
  const isKnown = useMe() !== undefined;
  const buttonProps = { variant: 'primary', icon: <Plus aria-hidden className="size-4" /> } as const;
  if (!isKnown) return null;
  return canWrite ? (
    <LinkButton href={newPolicyAddress()} {...buttonProps}>
      {t('titles.new')}
    </LinkButton>
  ) : (
    <RefusedButton reason={t('adminsOnly')} {...buttonProps}>
      {t('titles.new')}
    </RefusedButton>
  );
}

function PoliciesEmpty({
  address,
  isFiltered,
  canWrite,
}: {
  address: AddressState;
  isFiltered: boolean;
  canWrite: boolean;
}) {
  const t = useTranslations('policies');
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title={t('list.noMatch.title')}
        action={<Button onPress={() => address.replace({ search: null })}>{t('list.noMatch.clear')}</Button>}
      >
        {t('list.noMatch.text')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<CalendarClock aria-hidden />}
      title={t('list.empty.title')}
      action={<NewPolicyButton canWrite={canWrite} />}
    >
      {t(canWrite ? 'list.empty.forAdmin' : 'list.empty.forOthers')}
    </EmptyState>
  );
}

/** Columns of the list of policies; `sortKey` is the API's. */
const policyColumns = (t: PolicyTranslator, wordsOfServer: WordsOfServer): readonly Column<Policy>[] => [
  {
    id: 'name',
    header: t('list.columns.name'),
    sortKey: 'name',
    width: 'sm:max-w-48 2xl:max-w-64',
    cell: (policy) => (
      <span className="flex min-w-0 items-center gap-2">
        <Link href={policyAddress(policy.guid)} className="link min-w-0 truncate" title={policy.name}>
          <ThingName of={policy} />
        </Link>
        {policy.readOnly ? <ReadOnlyMark /> : null}
      </span>
    ),
  },
  {
    id: 'state',
    header: t('list.columns.state'),
    inCard: 'corner',
    cell: (policy) => (
      <>
        <PolicyStateBadge policy={policy} plain />
        {policy.obstacle === null ? null : (
          <span className="block max-w-56 min-w-36 text-xs text-ink-2 max-sm:hidden">
            {wordsOfServer(policy.obstacle.reason, policy.obstacle.reasonRef)}
          </span>
        )}
      </>
    ),
  },
  // A card has no space for the reason beside its name.
  {
    id: 'reason',
    header: t('list.columns.reason'),
    inCard: 'wide',
    width: 'sm:hidden',
    cell: ({ obstacle }) =>
      obstacle === null ? null : (
        <span className="text-xs text-ink-2">{wordsOfServer(obstacle.reason, obstacle.reasonRef)}</span>
      ),
  },
  {
    id: 'machines',
    header: t('list.columns.machines'),
    sortKey: 'machines',
    align: 'right',
    cell: (policy) => policy.machines.length,
  },
  {
    id: 'schedules',
    header: t('list.columns.schedules'),
    // Takes the remaining width and wraps: a clipped schedule is useless.
    width: 'sm:w-full sm:min-w-32',
    inCard: 'wide',
    hideBelow: 'xl',
    cell: (policy) => <ScheduleSummary schedules={policy.schedules} />,
  },
  {
    id: 'nextRunAt',
    header: t('list.columns.nextRun'),
    sortKey: 'nextRunAt',
    cell: (policy) => <RunTime at={policy.nextRunAt} />,
  },
  {
    id: 'lastResult',
    header: t('list.columns.lastRun'),
    // Narrower windows give the width to the schedules.
    width: 'whitespace-nowrap sm:max-2xl:hidden',
    cell: (policy) => <LastResult result={policy.lastResult} />,
  },
  {
    id: 'scores',
    header: t('list.columns.scores'),
    align: 'right',
    hideBelow: 'md',
    width: 'sm:min-w-32 !whitespace-normal',
    cell: ({ scores }) => (
      <span className="whitespace-nowrap">
        <ScoreText score={scores.days7} days={7} />
        <span className="text-ink-3"> / </span>
        <ScoreText score={scores.days30} days={30} />
      </span>
    ),
  },
];

const shown = 2;

/** Schedules as text, in a table; with the zone of those in another zone than the page. */
function ScheduleSummary({ schedules }: { schedules: readonly Schedule[] }) {
  const t = useTranslations('policies');
  const language = useLocale();
  const pageZone = useTimeZone();
  if (schedules.length === 0) return <span className="text-ink-3">{t('list.noSchedules')}</span>;
  const line = (schedule: Schedule) =>
    t(schedule.active ? 'list.schedule' : 'list.scheduleOff', {
      type: t(`backupType.${schedule.backupType}`),
      when: scheduleSentence(schedule, t, language),
    });
  const rest = schedules.slice(shown);
  return (
    <span
      className="block"
      {...tooltipProps(
        schedules
          .map((schedule) => t('list.withZone', { schedule: line(schedule), zone: schedule.timeZone }))
          .join('\n'),
      )}
    >
      {schedules.slice(0, shown).map((schedule) => (
        <span key={schedule.guid} className="block">
          {line(schedule)}
          {schedule.timeZone === pageZone ? null : (
            <span className="text-ink-3"> {t('list.inZone', { zone: schedule.timeZone })}</span>
          )}
        </span>
      ))}
      {rest.length > 0 ? (
        <span className="block text-xs text-ink-3">{t('list.more', { count: rest.length })}</span>
      ) : null}
    </span>
  );
}
