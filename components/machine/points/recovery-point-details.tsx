'use client';

import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { FailureNotice } from '@/components/activity/failure-notice';
import { copyLook, roleWord } from '@/components/restore/copy-choice';
import { AddressLink } from '@/components/ui/address-link';
import { Badge } from '@/components/ui/badge';
import { CopyText } from '@/components/ui/copy-text';
import { Notice } from '@/components/ui/notice';
import { KeyValues, WarningList } from '@/components/ui/section';
import { DurationText, ExactTime, SizeText, TimePartsText } from '@/components/ui/time-text';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatDuration, formatName } from '@/lib/client/format/time';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';

const originWords: Record<RecoveryPointDetail['origin'], string> = {
  USER: 'A person',
  SCHEDULE: 'Its schedule',
  SYSTEM: 'The backup system',
};
const mostFiles = 100;

/** Everything that is known of one point, what a tenant asks first on top. */
export function RecoveryPointDetails({
  point,
  hrefOfPoint,
}: {
  point: RecoveryPointDetail;
  hrefOfPoint: (guid: string) => string;
}) {
  return (
    <div className="space-y-6">
      <Verdict point={point} />
      <WarningList warnings={point.warnings} />
      <KeyValues
        items={[
          { key: 'Started', value: <ExactTime at={point.startedAt} /> },
          {
            key: 'Finished',
            value: <ExactTime at={point.finishedAt} empty={point.status === 'RUNNING' ? 'Still running' : '–'} />,
          },
          {
            key: 'Duration',
            value: point.workedMs === null ? <DurationText ms={point.durationMs} /> : <TimePartsText parts={point} />,
          },
          { key: 'Size', value: <SizeText bytes={point.sizeBytes} /> },
          { key: 'Started by', value: originWords[point.origin] },
          point.goneAt !== null && { key: 'Seen to be gone', value: <ExactTime at={point.goneAt} /> },
          point.expiresAt !== null && { key: 'Kept until', value: <ExactTime at={point.expiresAt} /> },
          point.note !== null && point.note !== '' && { key: 'Note', value: point.note },
          point.parent !== null && {
            key: 'Builds on',
            value: <Parent parent={point.parent} hrefOfPoint={hrefOfPoint} />,
          },
        ]}
      />
      <Part title="Copies">
        {point.copies.length === 0 ? (
          <p className="text-ink-2">
            {point.status === 'RUNNING'
              ? 'The first copy is still being written.'
              : 'No copy of this point is kept anywhere.'}
          </p>
        ) : (
          <ul className="divide-y divide-line rounded-sm border border-line">
            {point.copies.map((copy, index) => (
              <li
                key={`${copy.destination.guid}${index}`}
                className="flex items-center justify-between gap-3 px-3 py-2"
              >
                <span className="min-w-0">
                  <span className="block truncate">{copy.destination.name}</span>
                  <span className="block text-xs text-ink-3">{roleWord(copy.role)}</span>
                </span>
                <Badge tone={copyLook[copy.state].tone}>
                  {copyLook[copy.state].word}
                  {copy.stateText === null ? null : ` (${copy.stateText})`}
                </Badge>
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Phases durations={point.durations} />
      <Files files={point.files} filesReason={point.filesReason} />
      <details className="group/ids">
        <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-xs text-ink-2 hover:text-ink pointer-coarse:min-h-11">
          <ChevronRight aria-hidden className="size-4 transition-transform group-open/ids:rotate-90" />
          For support
        </summary>
        <p className="mt-1 flex items-center gap-1 text-xs text-ink-2">
          Recovery point <code className="font-mono break-all">{point.guid}</code>{' '}
          <CopyText text={point.guid} label="Copy the id of the recovery point" />
        </p>
      </details>
    </div>
  );
}

function Verdict({ point }: { point: RecoveryPointDetail }) {
  if (point.restorable) return <Notice tone="ok" title="It can be restored" />;
  if (point.failure) {
    return (
      <FailureNotice
        failure={point.failure}
        work={{ kind: 'BACKUP', machine: point.machine, source: null, requestedAt: point.startedAt ?? '', id: null }}
        title="This backup failed"
      />
    );
  }
  const title =
    point.status === 'FAILED'
      ? 'This backup failed'
      : point.status === 'RUNNING'
        ? 'This backup is still running'
        : 'It can’t be restored';
  const tone = point.status === 'FAILED' ? 'fail' : point.status === 'RUNNING' ? 'info' : 'late';
  return (
    <Notice tone={tone} title={title}>
      {point.reason}
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
  const timeZone = useTimeZone();
  return (
    <AddressLink href={hrefOfPoint(parent.guid)} replace className="link-accent">
      {formatName(parent.name, timeZone)}
    </AddressLink>
  );
}

function Phases({ durations }: Pick<RecoveryPointDetail, 'durations'>) {
  const phases = [
    { name: 'Export', waitedMs: durations.queuedExportMs, tookMs: durations.exportMs },
    { name: 'Store', waitedMs: durations.queuedStoreMs, tookMs: durations.storeMs },
  ].filter(({ waitedMs, tookMs }) => waitedMs !== null || tookMs !== null);
  if (phases.length === 0) return null;
  return (
    <Part title="Phases">
      <KeyValues
        items={phases.map(({ name, waitedMs, tookMs }) => ({
          key: name,
          value: `${formatDuration(tookMs)}${waitedMs === null || waitedMs < 1000 ? '' : `, after ${formatDuration(waitedMs)} in the queue`}`,
        }))}
      />
    </Part>
  );
}

function Files({ files, filesReason }: Pick<RecoveryPointDetail, 'files' | 'filesReason'>) {
  if (files === null) {
    return (
      <Part title="Files">
        <p className="text-ink-2">Not known. {filesReason}</p>
      </Part>
    );
  }
  if (files.length === 0) return null;
  return (
    <Part title={`Files (${files.length})`}>
      <ul className="divide-y divide-line rounded-sm border border-line">
        {files.slice(0, mostFiles).map((file, index) => (
          <li key={`${file.path}${index}`} className="flex items-baseline justify-between gap-3 px-3 py-1.5 text-xs">
            <span className="min-w-0 font-mono break-all">{file.path}</span>
            <SizeText bytes={file.sizeBytes} />
          </li>
        ))}
      </ul>
      {files.length > mostFiles ? <p className="mt-1 text-xs text-ink-3">and {files.length - mostFiles} more</p> : null}
    </Part>
  );
}
