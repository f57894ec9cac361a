'use client';

import { Ban, Circle, CircleCheck, CircleSlash, CircleX, Hourglass, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useServerText } from '@/lib/client/format/server-text';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { KeyValues, WarningList } from '@/components/ui/section';
import { SidePanel } from '@/components/ui/dialog';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { OperationStateBadge } from '@/components/ui/badge';
import { DurationText, ExactTime, TimePartsText } from '@/components/ui/time-text';
import { machineAddress, mountAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useOperation } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation, Phase } from '@/lib/contracts/operation';
import { CancelButton, OperationProgress } from './running-operation';
import { FailureNotice } from './failure-notice';

function Footer({ operation }: { operation: Operation }) {
  const t = useTranslations('activity.panel');
  const made = operation.result?.machine;
  return (
    <>
      <CancelButton operation={operation} size="md" />
      {made ? (
        <LinkButton href={machineAddress(made.guid)} variant="primary">
          {t('open', { machine: made.name })}
        </LinkButton>
      ) : null}
    </>
  );
}

/**
 * Side panel of one operation, live; open while `id` is set. Reads the operation itself, so that a link to it works
 * from anywhere.
 */
export function OperationPanel({ id, onClose }: { id: string | null; onClose: () => void }) {
  const t = useTranslations('activity.panel');
  const labels = useOperationLabels();
  const { data: operation, error, refetch, isFetching } = useOperation(id);
  return (
    <SidePanel
      isOpen={id !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={operation ? labels.title(operation) : t('operation')}
      description={operation ? <OperationStateBadge state={operation.state} /> : undefined}
      footer={operation ? <Footer operation={operation} /> : undefined}
    >
      {operation ? (
        <OperationDetails operation={operation} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading label={t('loading')} className="space-y-3">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-24 w-full" />
        </Loading>
      )}
    </SidePanel>
  );
}

/** All details of one operation; those for support are collapsed. */
function OperationDetails({ operation }: { operation: Operation }) {
  const t = useTranslations('activity');
  const wordsOfServer = useServerText();
  const labels = useOperationLabels();
  const format = useFormats();
  const { failure, backupType, result } = operation;
  return (
    <div className="space-y-5">
      {isSettled(operation.state) ? null : <OperationProgress operation={operation} />}
      {operation.state === 'CANCELLING' ? (
        <Notice tone="late" title={t('panel.cancelling')}>
          {t('panel.cancellingText')}
        </Notice>
      ) : null}
      {operation.state === 'NOT_STARTED' && !failure ? (
        <Notice title={t('panel.notStarted')}>{t('panel.notStartedText')}</Notice>
      ) : null}
      {failure ? <FailureNotice failure={failure} work={operation} /> : null}
      <WarningList warnings={operation.warnings} />
      {operation.note === null ? null : (
        <Notice role="status" title={isSettled(operation.state) ? undefined : t('panel.whileRunning')}>
          {wordsOfServer(operation.note, operation.noteRef)}
        </Notice>
      )}
      <KeyValues
        items={[
          {
            key: t('columns.machine'),
            value: (
              <Link href={machineAddress(operation.machine.guid)} className="link-accent">
                {operation.machine.name}
              </Link>
            ),
          },
          operation.source && {
            key: t('panel.from'),
            value: (
              <Link
                href={machineAddress(operation.machine.guid, { point: operation.source.guid })}
                className="link-accent"
              >
                {operation.source.startedAt === null ? t('panel.aPoint') : format.short(operation.source.startedAt)}
              </Link>
            ),
          },
          { key: t('columns.startedBy'), value: labels.requestedBy(operation) },
          backupType && { key: t('panel.type'), value: backupTypeText(t, backupType) },
          { key: t('columns.requested'), value: <ExactTime at={operation.requestedAt} /> },
          operation.finishedAt !== null && { key: t('panel.ended'), value: <ExactTime at={operation.finishedAt} /> },
          operation.finishedAt !== null && {
            key: t('panel.took'),
            value: <Took operation={operation} finishedAt={operation.finishedAt} />,
          },
          result?.recoveryPoint && {
            key: t('panel.recoveryPoint'),
            value: (
              <Link
                href={machineAddress(operation.machine.guid, { point: result.recoveryPoint.guid })}
                className="link-accent"
              >
                {format.name(result.recoveryPoint.name)}
              </Link>
            ),
          },
          result?.machine && {
            key: t('panel.restoredAs'),
            value: (
              <Link href={machineAddress(result.machine.guid)} className="link-accent">
                {result.machine.name}
              </Link>
            ),
          },
          typeof result?.mount === 'string' && {
            key: t('panel.files'),
            value: (
              <Link href={mountAddress(result.mount)} className="link-accent">
                {t('panel.openMount')}
              </Link>
            ),
          },
        ]}
      />
      {operation.phases.length > 0 ? <PhaseList phases={operation.phases} /> : null}
      <details className="rounded-sm border border-line">
        <summary className="px-3 py-2 text-ink-2 hover:text-ink">{t('panel.technicalDetail')}</summary>
        <div className="border-t border-line px-3 py-2 text-xs">
          <KeyValues
            items={[
              { key: t('panel.operation'), value: <code className="font-mono">{operation.id}</code> },
              failure?.detail
                ? {
                    key: t('panel.message'),
                    value: <code className="font-mono whitespace-pre-wrap">{failure.detail}</code>,
                  }
                : null,
            ]}
          />
        </div>
      </details>
    </div>
  );
}

/** The total duration, with waiting time and working time. */
function Took({ operation, finishedAt }: { operation: Operation; finishedAt: string }) {
  const t = useTranslations('activity.panel');
  const total = <DurationText ms={Date.parse(finishedAt) - Date.parse(operation.requestedAt)} />;
  return operation.workedMs === null
    ? total
    : t.rich('tookParts', { total: () => total, parts: () => <TimePartsText parts={operation} /> });
}

function backupTypeText(
  t: ReturnType<typeof useTranslations<'activity'>>,
  { requested, actual }: NonNullable<Operation['backupType']>,
): string {
  const word = (type: string) => (type === 'FULL' || type === 'INCREMENTAL' ? t(`backupType.${type}`) : type);
  const type = actual ?? requested;
  if (type === null) return '–';
  if (actual === null || requested === null || requested === actual) return word(type);
  if (actual === 'FULL' && requested === 'INCREMENTAL') return t('backupType.fullInstead');
  if (actual === 'INCREMENTAL' && requested === 'FULL') return t('backupType.incrementalInstead');
  return t('backupType.otherInstead', { actual: word(actual), requested: word(requested) });
}

const phaseStyles: Record<Phase['state'], { ink: string; icon: ReactNode }> = {
  WAITING: { ink: 'text-ink-3', icon: <Circle aria-hidden /> },
  QUEUED: { ink: 'text-run', icon: <Hourglass aria-hidden /> },
  RUNNING: {
    ink: 'text-run',
    icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" />,
  },
  FINISHED: { ink: 'text-ok', icon: <CircleCheck aria-hidden /> },
  FAILED: { ink: 'text-fail', icon: <CircleX aria-hidden /> },
  CANCELLED: { ink: 'text-ink-2', icon: <Ban aria-hidden /> },
  NOT_REACHED: { ink: 'text-ink-3', icon: <CircleSlash aria-hidden /> },
};

/** The phases in order, each with its times. */
function PhaseList({ phases }: { phases: readonly Phase[] }) {
  const t = useTranslations('activity');
  const wordsOfServer = useServerText();
  const labels = useOperationLabels();
  return (
    <section aria-labelledby="phases-title">
      <h3 id="phases-title" className="mb-2 text-xs text-ink-3">
        {t('panel.phases')}
      </h3>
      <ol className="divide-y divide-line rounded-sm border border-line">
        {phases.map((phase, index) => {
          const style = phaseStyles[phase.state];
          const took =
            phase.startedAt !== null && phase.finishedAt !== null
              ? Date.parse(phase.finishedAt) - Date.parse(phase.startedAt)
              : null;
          return (
            <li key={`${phase.type}-${index}`} className="px-3 py-2">
              <div className="flex items-center gap-2">
                <span className={`${style.ink} [&>svg]:size-4`}>{style.icon}</span>
                <span className="font-medium">{labels.phase(phase.type)}</span>
                <span className={`ml-auto text-xs tabular-nums ${style.ink}`}>
                  {t(`phaseState.${phase.state}`, { percent: Math.round(phase.progress) })}
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
              {phase.message === null ? null : (
                <p className="mt-0.5 pl-6 text-xs text-ink-2">{wordsOfServer(phase.message, phase.messageRef)}</p>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
