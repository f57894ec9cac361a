'use client';

import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { CancelButton, OperationProgress } from '@/components/activity/running-operation';
import { FailureNotice } from '@/components/activity/failure-notice';
import { CheckList, requestedByText } from '@/components/restore/check-list';
import { DurationText, ExactTime } from '@/components/ui/time-text';
import { KeyValues } from '@/components/ui/section';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { OperationStateBadge } from '@/components/ui/badge';
import { SidePanel } from '@/components/ui/dialog';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { machineAddress, operationAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { useServerText } from '@/lib/client/format/server-text';
import { useOperation } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Restore } from '@/lib/contracts/restore';

interface RestorePanelProps {
  /** Null closes. */
  id: string | null;
  /** The list that it was opened from; undefined while it loads. */
  restores: readonly Restore[] | undefined;
  onClose: () => void;
}

/** The details of one restore beside the list: its result and its pre-flight report. */
export function RestorePanel({ id, restores, onClose }: RestorePanelProps) {
  const t = useTranslations('restore.panel');
  const restore = restores?.find((each) => each.id === id);
  return (
    <SidePanel
      isOpen={id !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={restore ? t('titleOf', { machine: restore.machine.name }) : t('title')}
      description={restore ? <OperationStateBadge state={restore.state} text={restore.stateText} /> : undefined}
      footer={restore ? <Footer restore={restore} onLeave={onClose} /> : undefined}
    >
      {restore ? (
        <Details restore={restore} />
      ) : restores === undefined ? (
        <Loading label={t('loading')} className="space-y-3">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-24" />
        </Loading>
      ) : (
        <Notice title={t('elsewhere.title')}>{t('elsewhere.text')}</Notice>
      )}
    </SidePanel>
  );
}

/** An unknown state may be final or not; it can't be tracked here. */
function isRunning({ state }: Restore): boolean {
  return state !== 'UNKNOWN' && !isSettled(state);
}

function Details({ restore }: { restore: Restore }) {
  const t = useTranslations('restore');
  const format = useFormats();
  const wordsOfServer = useServerText();
  const { failure, note, noteRef, preflight, recoveryPoint, machine, result } = restore;
  return (
    <div className="space-y-5">
      {isRunning(restore) && restore.operation !== null ? <Progress id={restore.operation} /> : null}
      {failure ? (
        <FailureNotice
          failure={failure}
          work={{
            kind: 'RESTORE',
            machine,
            source: recoveryPoint,
            requestedAt: restore.requestedAt,
            id: restore.operation,
          }}
        />
      ) : null}
      {note === null ? null : <Notice>{wordsOfServer(note, noteRef)}</Notice>}
      <KeyValues
        items={[
          {
            key: t('panel.machine'),
            value: (
              <Link href={machineAddress(machine.guid)} className="link-accent">
                {machine.name}
              </Link>
            ),
          },
          recoveryPoint && {
            key: t('panel.point'),
            value: (
              <Link href={machineAddress(machine.guid, { point: recoveryPoint.guid })} className="link-accent">
                {recoveryPoint.startedAt === null ? t('open') : format.short(recoveryPoint.startedAt)}
              </Link>
            ),
          },
          {
            key: t('panel.way'),
            value: restore.modeText === null ? t(`way.${restore.mode}`) : t('unknownWord', { text: restore.modeText }),
          },
          restore.target !== null && {
            key: t('panel.whereTo'),
            value: wordsOfServer(restore.target, restore.targetRef),
          },
          restore.name !== null &&
            restore.name !== result?.name && { key: t('panel.nameAskedFor'), value: restore.name },
          result && {
            key: t('panel.restoredAs'),
            value: (
              <Link href={machineAddress(result.guid)} className="link-accent">
                {result.name}
              </Link>
            ),
          },
          { key: t('panel.by'), value: requestedByText(restore, t) },
          { key: t('panel.requested'), value: <ExactTime at={restore.requestedAt} /> },
          restore.finishedAt !== null && { key: t('panel.ended'), value: <ExactTime at={restore.finishedAt} /> },
          restore.durationMs !== null && { key: t('panel.took'), value: <DurationText ms={restore.durationMs} /> },
        ]}
      />
      <section aria-labelledby="checked-before">
        <h3 id="checked-before" className="mb-2 text-sm">
          {t('panel.checks')}
        </h3>
        {preflight === null ? (
          <p className="text-ink-2">{t('panel.notChecked')}</p>
        ) : (
          <>
            <p className="mb-2 text-xs text-ink-3">
              <ExactTime at={preflight.at} />
            </p>
            <CheckList checks={preflight.checks} />
            {preflight.overwrites.length > 0 ? (
              <p className="mt-2 text-ink-2">
                {t('panel.toBeDeleted', { machines: preflight.overwrites.map(({ name }) => name).join(', ') })}
              </p>
            ) : null}
          </>
        )}
      </section>
    </div>
  );
}

function Progress({ id }: { id: string }) {
  const { data: operation } = useOperation(id);
  return operation ? <OperationProgress operation={operation} /> : <Skeleton className="h-8" />;
}

function Footer({ restore, onLeave }: { restore: Restore; onLeave: () => void }) {
  const t = useTranslations('restore');
  const { data: operation } = useOperation(isRunning(restore) ? restore.operation : null);
  return (
    <>
      {operation ? <CancelButton operation={operation} size="md" /> : null}
      {restore.operation === null ? null : (
        <LinkButton href={operationAddress(restore.operation)}>{t('panel.seeOperation')}</LinkButton>
      )}
      {restore.result === null ? null : (
        <LinkButton href={machineAddress(restore.result.guid)} variant="primary" onClick={onLeave}>
          {t('openMachine', { machine: restore.result.name })}
        </LinkButton>
      )}
    </>
  );
}
