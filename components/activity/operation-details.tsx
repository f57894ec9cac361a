'use client';

import Link from 'next/link';
import { DurationText, TimePartsText } from '@/components/ui/duration-text';
import { ExactTime } from '@/components/ui/exact-time';
import { KeyValues } from '@/components/ui/key-values';
import { Notice } from '@/components/ui/notice';
import { WarningList } from '@/components/ui/warning-list';
import { machineAddress } from '@/lib/client/addresses';
import { requestedByText } from '@/lib/client/describe-operation';
import { formatName, formatShort } from '@/lib/client/format-time';
import { mountAddress } from '@/lib/client/mount-addresses';
import { useTimeZone } from '@/lib/client/time-zone';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { FailureNotice } from './failure-notice';
import { OperationProgress } from './operation-progress';
import { PhaseList } from './phase-list';

const typeWords: Record<string, string> = { FULL: 'Full', INCREMENTAL: 'Incremental' };

/** All there is to say about one operation; what only support needs is folded away. */
export function OperationDetails({ operation }: { operation: Operation }) {
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
