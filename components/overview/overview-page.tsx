'use client';

import { CircleCheck, Server } from 'lucide-react';
import Link from 'next/link';
import { OperationProgress } from '@/components/activity/operation-progress';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { OperationStateBadge, ProtectionBadge, ProtectionStep } from '@/components/ui/state-badges';
import { ThingName } from '@/components/ui/thing-name';
import { ExactTime, RelativeTime } from '@/components/ui/time-text';
import { activityAddress, machineAddress, machineListAddress, operationAddress } from '@/lib/client/addresses';
import { kindWords } from '@/lib/client/format/describe-operation';
import { useMe } from '@/lib/client/queries/me';
import { useOverview } from '@/lib/client/queries/machines';
import { openStates } from '@/lib/client/queries/operations';
import { alarmingStates } from '@/lib/contracts/machine';
import type { Operation } from '@/lib/contracts/operation';
import type { Overview } from '@/lib/contracts/overview';
import { FailureList, KeptPromise } from './kept-promise';
import { RestoreAnswer } from './restore-answer';

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

/** Machines that someone has to look at, each with the reason. */
function AttentionList({ overview }: { overview: Overview }) {
  const { attention, attentionTotal: all, protection } = overview;
  return (
    <Section
      title="Needs attention"
      count={all}
      padded={false}
      action={
        all > attention.length ? (
          <Link
            href={machineListAddress({ protection: alarmingStates, presence: 'present', sort: 'protection' })}
            className="link-accent text-xs"
          >
            See all {all}
          </Link>
        ) : null
      }
    >
      {attention.length === 0 ? (
        <EmptyState
          icon={<CircleCheck aria-hidden />}
          title={
            protection.PROTECTED === overview.machines.present
              ? 'Every machine is protected'
              : 'No machine needs you now'
          }
          className="!py-8"
        />
      ) : (
        <ul className="divide-y divide-line">
          {attention.map((machine) => (
            <li key={machine.guid} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
              <Link href={machineAddress(machine.guid)} className="link min-w-0 truncate">
                <ThingName of={machine} />
              </Link>
              <ProtectionBadge state={machine.protection.state} plain />
              <span className="ml-auto text-xs text-ink-3">
                {machine.lastSuccessAt === null ? (
                  'no good backup'
                ) : (
                  <>
                    last good backup <RelativeTime at={machine.lastSuccessAt} />
                  </>
                )}
              </span>
              <p className="w-full text-xs text-ink-2">
                {machine.protection.reason} <ProtectionStep protection={machine.protection} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const shown = 8;

/** Work in progress, live. */
function RunningList({ running }: { running: readonly Operation[] }) {
  return (
    <Section
      title="Running now"
      count={running.length}
      padded={false}
      action={
        running.length > shown ? (
          <Link href={activityAddress({ state: openStates })} className="link-accent text-xs">
            See all {running.length}
          </Link>
        ) : null
      }
    >
      {running.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">Nothing is running.</p>
      ) : (
        <ul className="divide-y divide-line">
          {running.slice(0, shown).map((operation) => (
            <li key={operation.id} className="px-4 py-2.5">
              <div className="mb-1.5 flex items-center gap-3">
                <Link href={operationAddress(operation.id)} className="link min-w-0 flex-1 truncate">
                  {kindWords[operation.kind]} of <ThingName of={operation.machine} />
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
  return (
    <Section title="Next runs" padded={false}>
      {runs.length === 0 ? (
        <p className="px-4 py-4 text-ink-2">
          No schedule will run. Without one, machines are backed up only when somebody starts it.
        </p>
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
                {run.machines} {run.machines === 1 ? 'machine' : 'machines'} · <ExactTime at={run.at} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
