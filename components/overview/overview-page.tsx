'use client';

import { Server } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { PageHeader } from '@/components/ui/page-header';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useMe } from '@/lib/client/me';
import { useOverview } from '@/lib/client/overview';
import { AttentionList } from './attention-list';
import { FailureList } from './failure-list';
import { KeptPromise } from './kept-promise';
import { NextRuns } from './next-runs';
import { RestoreAnswer } from './restore-answer';
import { RunningList } from './running-list';

/** First page of a tenant: can I restore right now, did what was planned happen, and what needs me? */
export function OverviewPage() {
  const { data, error, refetch, isFetching } = useOverview();
  const tenant = useMe()?.tenant?.name ?? 'your organisation';
  return (
    <>
      <PageHeader title="Overview" />
      {data === undefined ? (
        error ? (
          <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <OverviewSkeleton />
        )
      ) : data.machines.total === 0 ? (
        <div className="panel">
          <EmptyState icon={<Server aria-hidden />} title={`No machine belongs to ${tenant} yet`}>
            Your provider gives machines to organisations. Ask them which machines should be here; each appears on this
            page by itself as soon as it is yours.
          </EmptyState>
        </div>
      ) : (
        <div className="space-y-4">
          {error ? <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} /> : null}
          <RestoreAnswer overview={data} />
          <KeptPromise overview={data} />
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            {/* Two columns, each as high as it needs; in one column what runs comes first and what is next comes last. */}
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
  return (
    <Loading label="The overview is loading" className="space-y-4">
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
