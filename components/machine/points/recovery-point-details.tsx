'use client';

import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { FailureNotice } from '@/components/activity/failure-notice';
import { copyVariants, useCopyLabels } from '@/components/restore/copy-choice';
import { AddressLink } from '@/components/ui/address-link';
import { Badge } from '@/components/ui/badge';
import { CopyText } from '@/components/ui/copy-text';
import { Notice } from '@/components/ui/notice';
import { KeyValues, WarningList } from '@/components/ui/section';
import { DurationText, ExactTime, SizeText, TimePartsText } from '@/components/ui/time-text';
import { useFormats } from '@/lib/client/format/formats';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useServerText } from '@/lib/client/format/server-text';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';

const mostFiles = 100;

/** All details of one point, the most important first. */
export function RecoveryPointDetails({
  point,
  hrefOfPoint,
}: {
  point: RecoveryPointDetail;
  hrefOfPoint: (guid: string) => string;
}) {
  const t = useTranslations('machine');
  const copyWords = useCopyLabels();
  const wordsOfServer = useServerText();
  return (
    <div className="space-y-6">
      <Restorability point={point} />
      <WarningList warnings={point.warnings} />
      <KeyValues
        items={[
          { key: t('point.started'), value: <ExactTime at={point.startedAt} /> },
          {
            key: t('point.finished'),
            value: (
              <ExactTime at={point.finishedAt} empty={point.status === 'RUNNING' ? t('point.stillRunning') : '–'} />
            ),
          },
          {
            key: t('point.duration'),
            value: point.workedMs === null ? <DurationText ms={point.durationMs} /> : <TimePartsText parts={point} />,
          },
          { key: t('point.size'), value: <SizeText bytes={point.sizeBytes} /> },
          { key: t('point.startedBy'), value: t(`point.origin.${point.origin}`) },
          point.goneAt !== null && { key: t('point.goneAt'), value: <ExactTime at={point.goneAt} /> },
          point.expiresAt !== null && { key: t('point.expiresAt'), value: <ExactTime at={point.expiresAt} /> },
          point.note !== null && point.note !== '' && { key: t('point.note'), value: point.note },
          point.parent !== null && {
            key: t('point.parent'),
            value: <Parent parent={point.parent} hrefOfPoint={hrefOfPoint} />,
          },
        ]}
      />
      <Part title={t('point.copies')}>
        {point.copies.length === 0 ? (
          <p className="text-ink-2">{point.status === 'RUNNING' ? t('point.firstCopy') : t('point.noCopy')}</p>
        ) : (
          <ul className="divide-y divide-line rounded-sm border border-line">
            {point.copies.map((copy, index) => (
              <li
                key={`${copy.destination.guid}${index}`}
                className="flex items-center justify-between gap-3 px-3 py-2"
              >
                <span className="min-w-0">
                  <span className="block truncate">
                    {wordsOfServer(copy.destination.name, copy.destination.nameRef)}
                  </span>
                  <span className="block text-xs text-ink-3">{copyWords.role(copy.role)}</span>
                </span>
                <Badge {...copyVariants[copy.state]}>
                  {copy.stateText === null
                    ? copyWords.state(copy.state)
                    : t('point.copyState', { state: copyWords.state(copy.state), text: copy.stateText })}
                </Badge>
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Phases durations={point.durations} />
      <Files point={point} />
      <details className="group/ids">
        <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-xs text-ink-2 hover:text-ink pointer-coarse:min-h-11">
          <ChevronRight aria-hidden className="size-4 transition-transform group-open/ids:rotate-90" />
          {t('forSupport')}
        </summary>
        <p className="mt-1 flex items-center gap-1 text-xs text-ink-2">
          {t('point.id')} <code className="font-mono break-all">{point.guid}</code>{' '}
          <CopyText text={point.guid} label={t('point.copyId')} />
        </p>
      </details>
    </div>
  );
}

function Restorability({ point }: { point: RecoveryPointDetail }) {
  const t = useTranslations('machine.point.restorability');
  const wordsOfServer = useServerText();
  if (point.restorable) return <Notice tone="ok" title={t('restorable')} />;
  if (point.failure) {
    return (
      <FailureNotice
        failure={point.failure}
        work={{ kind: 'BACKUP', machine: point.machine, source: null, requestedAt: point.startedAt ?? '', id: null }}
        title={t('failed')}
      />
    );
  }
  const title =
    point.status === 'FAILED' ? t('failed') : point.status === 'RUNNING' ? t('running') : t('notRestorable');
  const tone = point.status === 'FAILED' ? 'fail' : point.status === 'RUNNING' ? 'info' : 'late';
  return (
    <Notice tone={tone} title={title}>
      {wordsOfServer(point.reason, point.reasonRef)}
    </Notice>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm">{title}</h3>
      {children}
    </section>
  );
}

function Parent({
  parent,
  hrefOfPoint,
}: {
  parent: NonNullable<RecoveryPointDetail['parent']>;
  hrefOfPoint: (guid: string) => string;
}) {
  const format = useFormats();
  return (
    <AddressLink href={hrefOfPoint(parent.guid)} replace className="link-accent">
      {format.name(parent.name)}
    </AddressLink>
  );
}

function Phases({ durations }: Pick<RecoveryPointDetail, 'durations'>) {
  const t = useTranslations('machine.point');
  const labels = useOperationLabels();
  const format = useFormats();
  const phases = [
    { name: labels.phase('EXPORT'), waitedMs: durations.queuedExportMs, tookMs: durations.exportMs },
    { name: labels.phase('STORE'), waitedMs: durations.queuedStoreMs, tookMs: durations.storeMs },
  ].filter(({ waitedMs, tookMs }) => waitedMs !== null || tookMs !== null);
  if (phases.length === 0) return null;
  return (
    <Part title={t('phases')}>
      <KeyValues
        items={phases.map(({ name, waitedMs, tookMs }) => ({
          key: name,
          value:
            waitedMs === null || waitedMs < 1000
              ? format.duration(tookMs)
              : t('afterQueue', { time: format.duration(tookMs), waited: format.duration(waitedMs) }),
        }))}
      />
    </Part>
  );
}

function Files({
  point: { files, filesReason, filesReasonRef },
}: {
  point: Pick<RecoveryPointDetail, 'files' | 'filesReason' | 'filesReasonRef'>;
}) {
  const t = useTranslations('machine');
  const wordsOfServer = useServerText();
  if (files === null) {
    return (
      <Part title={t('point.files')}>
        <p className="text-ink-2">{t('notKnown', { reason: wordsOfServer(filesReason, filesReasonRef) ?? '' })}</p>
      </Part>
    );
  }
  if (files.length === 0) return null;
  return (
    <Part title={t('point.filesCount', { count: files.length })}>
      <ul className="divide-y divide-line rounded-sm border border-line">
        {files.slice(0, mostFiles).map((file, index) => (
          <li key={`${file.path}${index}`} className="flex items-baseline justify-between gap-3 px-3 py-1.5 text-xs">
            <span className="min-w-0 font-mono break-all">{file.path}</span>
            <SizeText bytes={file.sizeBytes} />
          </li>
        ))}
      </ul>
      {files.length > mostFiles ? (
        <p className="mt-1 text-xs text-ink-3">{t('point.moreFiles', { count: files.length - mostFiles })}</p>
      ) : null}
    </Part>
  );
}
