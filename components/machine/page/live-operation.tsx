'use client';

import { X } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { CancelButton } from '@/components/activity/cancel-button';
import { FailureNotice } from '@/components/activity/failure-notice';
import { OperationProgress } from '@/components/activity/operation-progress';
import { AddressLink } from '@/components/ui/address-link';
import { IconButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { OperationStateBadge } from '@/components/ui/state-badges';
import { RelativeTime } from '@/components/ui/time-text';
import { machineAddress, mountAddress } from '@/lib/client/addresses';
import { kindWords, requestedByText } from '@/lib/client/format/describe-operation';
import { useOperation } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

/** Work on this machine while it runs, and how it ended until the person has seen that. */
export function LiveOperation({
  current,
  hrefOfPoint,
}: {
  current: Operation | null;
  hrefOfPoint: (guid: string) => string;
}) {
  const [followed, setFollowed] = useState<string | null>(current?.id ?? null);
  if (current && current.id !== followed) setFollowed(current.id);
  const known = useOperation(followed).data;
  const operation = known?.id === followed && known.version >= (current?.version ?? 0) ? known : current;
  if (operation === null || operation === undefined || operation.id !== followed) return null;
  return isSettled(operation.state) ? (
    <Ended operation={operation} hrefOfPoint={hrefOfPoint} onDismiss={() => setFollowed(null)} />
  ) : (
    <Running operation={operation} />
  );
}

function Running({ operation }: { operation: Operation }) {
  return (
    <section aria-label={`${kindWords[operation.kind]} in progress`} className="panel mb-4 px-4 py-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm">{kindWords[operation.kind]}</h2>
        <OperationStateBadge state={operation.state} />
        <span className="text-xs text-ink-3">
          {requestedByText(operation)} · <RelativeTime at={operation.requestedAt} />
        </span>
        <span className="ml-auto">
          <CancelButton operation={operation} />
        </span>
      </div>
      <OperationProgress operation={operation} />
      {operation.note === null ? null : <p className="mt-1 text-xs text-ink-2">{operation.note}</p>}
    </section>
  );
}

const tones = { SUCCEEDED: 'ok', WARNING: 'late', FAILED: 'fail', CANCELLED: 'info', NOT_STARTED: 'fail' } as const;
const words = {
  SUCCEEDED: 'finished',
  WARNING: 'finished with warnings',
  FAILED: 'failed',
  CANCELLED: 'was cancelled',
  NOT_STARTED: 'was not started',
} as const;

function Ended({
  operation,
  hrefOfPoint,
  onDismiss,
}: {
  operation: Operation;
  hrefOfPoint: (guid: string) => string;
  onDismiss: () => void;
}) {
  const state = operation.state as keyof typeof words;
  const point = operation.result?.recoveryPoint;
  const restored = operation.result?.machine;
  const mount = operation.result?.mount;
  const { failure, note } = operation;
  const title = `${kindWords[operation.kind]} ${words[state]}`;
  const dismiss = <IconButton label="Dismiss" icon={<X aria-hidden className="size-4" />} onPress={onDismiss} />;
  if (failure) {
    return (
      <FailureNotice
        failure={failure}
        work={operation}
        tone={tones[state] === 'fail' ? 'fail' : 'info'}
        role="status"
        className="mb-4"
        title={title}
        action={dismiss}
      >
        {note === null ? null : <p>{note}</p>}
      </FailureNotice>
    );
  }
  return (
    <Notice tone={tones[state]} role="status" className="mb-4" title={title} action={dismiss}>
      {operation.warnings.map(({ text }, index) => (
        <p key={index}>{text}</p>
      ))}
      {note === null ? null : <p>{note}</p>}
      {restored ? (
        <Link href={machineAddress(restored.guid)} className="link-accent">
          Open {restored.name}
        </Link>
      ) : null}
      {typeof mount === 'string' && operation.kind === 'MOUNT' ? (
        <Link href={mountAddress(mount)} className="link-accent">
          Browse its files
        </Link>
      ) : null}
      {point ? (
        <AddressLink href={hrefOfPoint(point.guid)} className="link-accent">
          See the recovery point
        </AddressLink>
      ) : null}
    </Notice>
  );
}
