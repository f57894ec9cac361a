'use client';

import { Server } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { OperationProgress } from '@/components/activity/running-operation';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { OperationStateBadge } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import { ExactTime, RelativeTime } from '@/components/ui/time-text';
import { activityAddress, machineListAddress, operationAddress } from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useMe } from '@/lib/client/queries/me';
import { useOverview } from '@/lib/client/queries/machines';
import { openStates } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { Overview } from '@/lib/contracts/overview';
import { AttentionList, FailureList } from './attention-list';
import { PlannedBackups } from './planned-backups';
import { RestoreAnswer } from './restore-answer';

/** First page of a tenant: restorability, planned backups, and what needs attention. */
export function OverviewPage() {
  const t = useTranslations('overview');
  const { data, error, refetch, isFetching } = useOverview();
  const tenant = useMe()?.tenant?.name ?? t('empty.yourOrganisation');
  return (
    <>
      <PageHeader title={t('title')} />
      {data === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <OverviewSkeleton />
        )
      ) : data.machines.total === 0 ? (
        <div className="panel">
          <EmptyState icon={<Server aria-hidden />} title={t('empty.title', { tenant })}>
            {t('empty.text')}
          </EmptyState>
        </div>
      ) : (
        <div className="space-y-4">
          {error ? <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} /> : null}
          <RestoreAnswer overview={data} />
          <PlannedBackups overview={data} />
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            {/* Two columns, each as high as needed; in one column running work comes first and the next backups last. */}
            <div className="min-w-0 space-y-4 max-lg:contents">
              <AttentionList overview={data} />
              <FailureList overview={data} />
            </div>
            <div className="min-w-0 space-y-4 max-lg:contents">
              <div className="max-lg:order-first">
                <RunningList running={data.running} />
              </div>
              <NextRuns runs={data.nextRuns} />
            </div>
          </div>
        </div>
      )}
    </>
  );
}

function OverviewSkeleton() {
  const t = useTranslations('overview');
  return (
    <Loading label={t('loading')} className="space-y-4">
      <div className="panel space-y-4 p-5">
        <Skeleton className="h-6 w-80 max-w-full" />
        <Skeleton className="h-2.5 w-full" />
        <Skeleton className="h-4 w-64" />
      </div>
      <div className="panel space-y-3 p-5">
        <Skeleton className="h-5 w-96 max-w-full" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        {[8, 5].map((lines) => (
          <div key={lines} className="panel space-y-4 p-4">
            {Array.from({ length: lines }, (_, index) => (
              <Skeleton key={index} className="h-4 w-full" />
            ))}
          </div>
        ))}
      </div>
    </Loading>
  );
}

const shown = 8;

/** Running work, live. */
function RunningList({ running }: { running: readonly Operation[] }) {
  const t = useTranslations('overview');
  const labels = useOperationLabels();
  return (
    <Section
      title={t('running.title')}
      count={running.length}
      padded={false}
      action={
        running.length > shown ? (
          <Link href={activityAddress({ state: openStates })} className="link-accent text-xs">
            {t('running.seeAll', { count: running.length })}
          </Link>
        ) : null
      }
    >
      {running.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">{t('running.none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {running.slice(0, shown).map((operation) => (
            <li key={operation.id} className="px-4 py-2.5">
              <div className="mb-1.5 flex items-center gap-3">
                <Link href={operationAddress(operation.id)} className="link min-w-0 flex-1 truncate">
                  {t.rich('workOf', {
                    kind: labels.kind(operation.kind),
                    machine: () => <ThingName of={operation.machine} />,
                  })}
                </Link>
                <OperationStateBadge state={operation.state} plain />
              </div>
              <OperationProgress operation={operation} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** What schedules will start next. */
function NextRuns({ runs }: { runs: Overview['nextRuns'] }) {
  const t = useTranslations('overview');
  return (
    <Section title={t('next.title')} padded={false}>
      {runs.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">{t('next.none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {runs.map((run) => (
            <li key={`${run.policy.guid}-${run.at}`} className="px-4 py-2">
              <div className="flex items-baseline gap-3">
                <Link href={machineListAddress({ policy: run.policy.guid })} className="link min-w-0 truncate">
                  {run.policy.name}
                </Link>
                <span className="ml-auto shrink-0 text-xs">
                  <RelativeTime at={run.at} />
                </span>
              </div>
              <p className="text-xs text-ink-3">
                {t.rich('next.machinesAt', { count: run.machines, when: () => <ExactTime at={run.at} /> })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
