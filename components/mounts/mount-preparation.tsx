'use client';

import { CancelButton } from '@/components/activity/cancel-button';
import { FailureNotice } from '@/components/activity/failure-notice';
import { OperationProgress } from '@/components/activity/operation-progress';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { operationAddress } from '@/lib/client/addresses';
import { newMountAddress } from '@/lib/client/mount-addresses';
import { useNow } from '@/lib/client/now-store';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

/** Without an estimate, a mount that is not ready after this long is no longer usual. */
const usualMs = 3 * 60_000;

/** The list of mounts is read every few seconds while one is expected. */
const unseenMs = 60_000;

/** True when work on a mount goes on for longer than its estimate, or than mounts take. */
export function isSlow(operation: Pick<Operation, 'state' | 'etaAt' | 'requestedAt'>, nowMs: number): boolean {
  if (isSettled(operation.state)) return false;
  return operation.etaAt === null
    ? nowMs - Date.parse(operation.requestedAt) > usualMs
    : nowMs > Date.parse(operation.etaAt) + usualMs / 3;
}

/** How a mount comes to be, live; with a way on when it takes too long or failed. */
export function MountPreparation({ operation }: { operation: Operation }) {
  const now = useNow('second');
  const { failure } = operation;
  const again = operation.source ? (
    <LinkButton href={newMountAddress(operation.source.guid)} size="sm">
      Mount again
    </LinkButton>
  ) : null;
  if (operation.state === 'SUCCEEDED' || operation.state === 'WARNING')
    return <Mounted operation={operation} nowMs={now} />;
  if (isSettled(operation.state)) {
    if (failure)
      return (
        <FailureNotice
          failure={failure}
          work={operation}
          tone={operation.state === 'NOT_STARTED' ? 'info' : 'fail'}
          role="status"
        />
      );
    return (
      <Notice
        tone={operation.state === 'CANCELLED' || operation.state === 'NOT_STARTED' ? 'info' : 'fail'}
        role="status"
        title={operation.state === 'CANCELLED' ? 'The mount was cancelled' : 'Nothing was mounted'}
        action={again}
      >
        <p>{operation.note ?? 'Nothing is left behind.'}</p>
      </Notice>
    );
  }
  return (
    <div className="space-y-3">
      <div className="flex items-center gap-4">
        <div className="min-w-0 flex-1">
          <OperationProgress operation={operation} />
        </div>
        <CancelButton operation={operation} />
      </div>
      {isSlow(operation, now) ? (
        <Notice
          tone="late"
          role="status"
          title="This takes longer than usual"
          action={
            <LinkButton href={operationAddress(operation.id)} size="sm">
              See details
            </LinkButton>
          }
        >
          The backup system is still working on it. You may wait, or cancel it and mount again; nothing is lost either
          way. If it happens again, ask your provider.
        </Notice>
      ) : null}
    </div>
  );
}

/** The work is done, but the mount itself has not been seen yet. */
function Mounted({ operation, nowMs }: { operation: Operation; nowMs: number }) {
  const isLate = operation.finishedAt !== null && nowMs - Date.parse(operation.finishedAt) > unseenMs;
  return isLate ? (
    <Notice tone="late" role="status" title="Mounted, but not seen yet">
      The backup system says that it is done, and does not list the mount. It appears in the list as soon as it does; if
      it stays like this, ask your provider.
    </Notice>
  ) : (
    <p role="status" className="text-ink-2">
      Mounted; the files will be there in a moment.
    </p>
  );
}
