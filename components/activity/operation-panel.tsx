'use client';

import { Ban, Circle, CircleCheck, CircleSlash, CircleX, Hourglass, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { KeyValues, WarningList } from '@/components/ui/section';
import { SidePanel } from '@/components/ui/side-panel';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { OperationStateBadge } from '@/components/ui/state-badges';
import { DurationText, ExactTime, TimePartsText } from '@/components/ui/time-text';
import { machineAddress, mountAddress } from '@/lib/client/addresses';
import { operationTitle, phaseName, requestedByText } from '@/lib/client/format/describe-operation';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatName, formatShort } from '@/lib/client/format/time';
import { useOperation } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation, Phase } from '@/lib/contracts/operation';
import { CancelButton } from './cancel-button';
import { FailureNotice } from './failure-notice';
import { OperationProgress } from './operation-progress';

function Footer({ operation }: { operation: Operation }) {
  const made = operation.result?.machine;
  return (
    <>
      <CancelButton operation={operation} size="md" />
      {made ? (
        <LinkButton href={machineAddress(made.guid)} variant="primary">
          Open {made.name}
        </LinkButton>
      ) : null}
    </>
  );
}

/** Side panel of one operation, live; open while `id` is set. Reads the operation itself, so that a link to it works from anywhere. */
export function OperationPanel({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { data: operation, error, refetch, isFetching } = useOperation(id);
  return (
    <SidePanel
      isOpen={id !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={operation ? operationTitle(operation) : 'Operation'}
      description={operation ? <OperationStateBadge state={operation.state} /> : undefined}
      footer={operation ? <Footer operation={operation} /> : undefined}
    >
      {operation ? (
        <OperationDetails operation={operation} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading label="The operation is loading" className="space-y-3">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-24 w-full" />
        </Loading>
      )}
    </SidePanel>
  );
}

const typeWords: Record<string, string> = { FULL: 'Full', INCREMENTAL: 'Incremental' };

/** All there is to say about one operation; what only support needs is folded away. */
function OperationDetails({ operation }: { operation: Operation }) {
  const timeZone = useTimeZone();
  const { failure, backupType, result } = operation;
  return (
    <div className="space-y-5">
      {isSettled(operation.state) ? null : <OperationProgress operation={operation} />}
      {operation.state === 'CANCELLING' ? (
        <Notice tone="late" title="Cancel requested">
          The backup system has been asked to stop. It may still finish; this page says which as soon as it is known.
        </Notice>
      ) : null}
      {operation.state === 'NOT_STARTED' && !failure ? (
        <Notice title="Not started">The backup system never got this request. It is safe to ask again.</Notice>
      ) : null}
      {failure ? <FailureNotice failure={failure} work={operation} /> : null}
      <WarningList warnings={operation.warnings} />
      {operation.note === null ? null : (
        <Notice role="status" title={isSettled(operation.state) ? undefined : 'While it runs'}>
          {operation.note}
        </Notice>
      )}
      <KeyValues
        items={[
          {
            key: 'Machine',
            value: (
              <Link href={machineAddress(operation.machine.guid)} className="link-accent">
                {operation.machine.name}
              </Link>
            ),
          },
          operation.source && {
            key: 'From',
            value: (
              <Link
                href={machineAddress(operation.machine.guid, { point: operation.source.guid })}
                className="link-accent"
              >
                {operation.source.startedAt === null
                  ? 'A recovery point'
                  : formatShort(operation.source.startedAt, timeZone)}
              </Link>
            ),
          },
          { key: 'Started by', value: requestedByText(operation) },
          backupType && { key: 'Type', value: backupTypeText(backupType) },
          { key: 'Requested', value: <ExactTime at={operation.requestedAt} /> },
          operation.finishedAt !== null && { key: 'Ended', value: <ExactTime at={operation.finishedAt} /> },
          operation.finishedAt !== null && {
            key: 'Took',
            value: (
              <>
                <DurationText ms={Date.parse(operation.finishedAt) - Date.parse(operation.requestedAt)} />
                {operation.workedMs === null ? null : (
                  <>
                    : <TimePartsText parts={operation} />
                  </>
                )}
              </>
            ),
          },
          result?.recoveryPoint && {
            key: 'Recovery point',
            value: (
              <Link
                href={machineAddress(operation.machine.guid, { point: result.recoveryPoint.guid })}
                className="link-accent"
              >
                {formatName(result.recoveryPoint.name, timeZone)}
              </Link>
            ),
          },
          result?.machine && {
            key: 'Restored as',
            value: (
              <Link href={machineAddress(result.machine.guid)} className="link-accent">
                {result.machine.name}
              </Link>
            ),
          },
          typeof result?.mount === 'string' && {
            key: 'Files',
            value: (
              <Link href={mountAddress(result.mount)} className="link-accent">
                Open the mount
              </Link>
            ),
          },
        ]}
      />
      {operation.phases.length > 0 ? <PhaseList phases={operation.phases} /> : null}
      <details className="rounded-sm border border-line">
        <summary className="px-3 py-2 text-ink-2 hover:text-ink">Technical detail</summary>
        <div className="border-t border-line px-3 py-2 text-xs">
          <KeyValues
            items={[
              { key: 'Operation', value: <code className="font-mono">{operation.id}</code> },
              failure?.detail
                ? { key: 'Message', value: <code className="font-mono whitespace-pre-wrap">{failure.detail}</code> }
                : null,
            ]}
          />
        </div>
      </details>
    </div>
  );
}

function backupTypeText({ requested, actual }: NonNullable<Operation['backupType']>): string {
  const word = (type: string) => typeWords[type] ?? type;
  if (actual === null) return requested === null ? '–' : word(requested);
  return requested !== null && requested !== actual
    ? `${word(actual)} (${word(requested).toLowerCase()} was asked for, but was not possible)`
    : word(actual);
}

const looks: Record<Phase['state'], { word: string; ink: string; icon: ReactNode }> = {
  WAITING: { word: 'Follows', ink: 'text-ink-3', icon: <Circle aria-hidden /> },
  QUEUED: { word: 'Queued', ink: 'text-run', icon: <Hourglass aria-hidden /> },
  RUNNING: {
    word: 'Running',
    ink: 'text-run',
    icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" />,
  },
  FINISHED: { word: 'Finished', ink: 'text-ok', icon: <CircleCheck aria-hidden /> },
  FAILED: { word: 'Failed', ink: 'text-fail', icon: <CircleX aria-hidden /> },
  CANCELLED: { word: 'Cancelled', ink: 'text-ink-2', icon: <Ban aria-hidden /> },
  NOT_REACHED: { word: 'Not reached', ink: 'text-ink-3', icon: <CircleSlash aria-hidden /> },
};

/** The steps of the work in their order, each with its times. */
function PhaseList({ phases }: { phases: readonly Phase[] }) {
  return (
    <section aria-labelledby="phases-title">
      <h3 id="phases-title" className="mb-2 text-xs text-ink-3">
        Phases
      </h3>
      <ol className="divide-y divide-line rounded-sm border border-line">
        {phases.map((phase, index) => {
          const look = looks[phase.state];
          const took =
            phase.startedAt !== null && phase.finishedAt !== null
              ? Date.parse(phase.finishedAt) - Date.parse(phase.startedAt)
              : null;
          return (
            <li key={`${phase.type}-${index}`} className="px-3 py-2">
              <div className="flex items-center gap-2">
                <span className={`${look.ink} [&>svg]:size-4`}>{look.icon}</span>
                <span className="font-medium">{phaseName(phase.type)}</span>
                <span className={`ml-auto text-xs tabular-nums ${look.ink}`}>
                  {look.word}
                  {phase.state === 'RUNNING' ? ` ${Math.round(phase.progress)} %` : ''}
                </span>
              </div>
              {phase.startedAt === null ? null : (
                <p className="mt-0.5 pl-6 text-xs text-ink-3">
                  <ExactTime at={phase.startedAt} />
                  {took === null ? null : (
                    <>
                      {' '}
                      · <DurationText ms={took} />
                    </>
                  )}
                </p>
              )}
              {phase.message === null ? null : <p className="mt-0.5 pl-6 text-xs text-ink-2">{phase.message}</p>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
