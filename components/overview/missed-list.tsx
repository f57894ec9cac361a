'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ExpectedRunBadge } from '@/components/policies/runs';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import { machineAddress } from '@/lib/client/addresses';
import { useNow } from '@/lib/client/format/now';
import type { ExpectedRunListParams } from '@/lib/client/live/keys';
import { useExpectedRunList } from '@/lib/client/queries/policies';
import type { ExpectedRun } from '@/lib/contracts/expected-run';

const shownAtFirst = 5;
/** As many as the API gives at once. */
const shownAtMost = 200;
const weekMs = 7 * 86_400_000;

/** The planned backups of the last 7 days that did not happen, newest first, each with its cause. */
export function MissedOfWeek({ total }: { total: number }) {
  const t = useTranslations('overview');
  const now = useNow();
  return (
    <MissedList
      title={t('missed.title')}
      label={t('missed.label')}
      asked={{ state: ['MISSED', 'FAILED'] }}
      total={total}
      isShown={({ at }) => now - Date.parse(at) < weekMs}
    />
  );
}

/** The planned backups of one day that were late or did not happen. */
export function MissedOfDay({ day, span }: { day: string; span: { from: string; to: string | undefined } }) {
  const t = useTranslations('overview');
  return (
    <MissedList
      title={t('missed.ofDay', { day })}
      label={t('missed.ofDay', { day })}
      asked={{ state: ['LATE', 'MISSED', 'FAILED'], ...span }}
      empty={<p className="px-4 pb-3 text-ink-2 sm:px-5">{t('missed.noneOfDay', { day })}</p>}
    />
  );
}

interface MissedListProps {
  title: string;
  /** Names the list for screen readers. */
  label: string;
  asked: ExpectedRunListParams;
  /** How many there are, where that is known before the list; else as the list says. */
  total?: number | undefined;
  /** Leaves out what has become too old since it was read. */
  isShown?: ((run: ExpectedRun) => boolean) | undefined;
  empty?: ReactNode;
}

function MissedList({ title, label, asked, total: given, isShown = () => true, empty }: MissedListProps) {
  const t = useTranslations('overview');
  const [isWhole, setWhole] = useState(false);
  const list = useExpectedRunList({ ...asked, pageSize: isWhole ? shownAtMost : shownAtFirst });
  const runs = list.data?.items.filter(isShown);
  const total = given ?? list.data?.total ?? shownAtFirst;
  return (
    <div className="min-w-0">
      <h3 className="px-4 pt-3 pb-1 text-xs font-normal text-ink-3 sm:px-5">{title}</h3>
      {runs === undefined ? (
        list.isError ? (
          <ErrorState
            error={list.error}
            onRetry={() => void list.refetch()}
            isRetrying={list.isFetching}
            className="m-3 border-0"
          />
        ) : (
          <Loading label={t('missed.loading')} className="space-y-4 px-4 py-3 sm:px-5">
            {Array.from({ length: Math.min(total, shownAtFirst) }, (_, index) => (
              <Skeleton key={index} className="h-8 w-full" />
            ))}
          </Loading>
        )
      ) : runs.length === 0 && empty ? (
        empty
      ) : (
        <>
          <ul aria-label={label} className="divide-y divide-line">
            {runs.map((run) => (
              <MissedRun key={`${run.at} ${run.machine.guid} ${run.schedule.guid}`} run={run} />
            ))}
          </ul>
          {total > shownAtFirst ? (
            <div className="border-t border-line px-2 py-1.5">
              <Button variant="quiet" size="sm" isPending={list.isPlaceholderData} onPress={() => setWhole(!isWhole)}>
                {isWhole
                  ? t('missed.onlyNewest', { count: shownAtFirst })
                  : total > shownAtMost
                    ? t('missed.showNewest', { count: shownAtMost })
                    : t('missed.showAll', { count: total })}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}

function MissedRun({ run: { at, machine, schedule, state, cause } }: { run: ExpectedRun }) {
  const t = useTranslations('overview');
  return (
    <li className="px-4 py-2 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3">
        <Link href={machineAddress(machine.guid, { tab: 'planned' })} className="link min-w-0 truncate">
          <ThingName of={machine} />
        </Link>
        <ExpectedRunBadge state={state} />
        <span className="ml-auto shrink-0 text-xs text-ink-3">
          <RelativeTime at={at} />
        </span>
      </div>
      <p className="text-xs text-ink-2">
        {cause ?? (state === 'LATE' ? null : t('missed.causeUnknown'))}{' '}
        <span className="text-ink-3">{schedule.name}</span>
      </p>
    </li>
  );
}
