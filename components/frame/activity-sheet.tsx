'use client';

import Link from 'next/link';
import { CancelButton } from '@/components/activity/cancel-button';
import { OperationProgress } from '@/components/activity/operation-progress';
import { OperationStateBadge } from '@/components/ui/operation-state-badge';
import { LinkButton } from '@/components/ui/link-button';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { operationAddress } from '@/lib/client/addresses';
import { kindWords, progressText, requestedByText } from '@/lib/client/describe-operation';
import { useRecentOperations } from '@/lib/client/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

/** Running work and what ended last. */
export function ActivitySheet({ running, onLeave }: { running: readonly Operation[]; onLeave: () => void }) {
  const recent = useRecentOperations(true);
  const ended = recent.data?.items.filter((operation) => isSettled(operation.state));
  return (
    <div className="space-y-6">
      {running.length === 0 ? null : (
        <section aria-label="Running">
          <ul className="divide-y divide-line">
            {running.map((operation) => (
              <Entry key={operation.id} operation={operation} onLeave={onLeave} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="ended-title">
        <h3 id="ended-title" className="mb-1 text-xs text-ink-3">
          Recently ended
        </h3>
        {ended === undefined ? (
          recent.isError ? (
            <p className="text-ink-2">What ended could not be read.</p>
          ) : (
            <Skeleton className="my-2 h-10" />
          )
        ) : ended.length === 0 ? (
          <p className="py-2 text-ink-2">Nothing has ended yet.</p>
        ) : (
          <ul className="divide-y divide-line">
            {ended.map((operation) => (
              <Entry key={operation.id} operation={operation} onLeave={onLeave} />
            ))}
          </ul>
        )}
      </section>
      <LinkButton href="/activity" onClick={onLeave} className="w-full">
        All activity
      </LinkButton>
    </div>
  );
}

function Entry({ operation, onLeave }: { operation: Operation; onLeave: () => void }) {
  const settled = isSettled(operation.state);
  const failed = operation.state === 'FAILED' || operation.state === 'NOT_STARTED' || operation.state === 'WARNING';
  return (
    <li className="py-2.5">
      <div className="flex items-center gap-3">
        <Link href={operationAddress(operation.id)} onClick={onLeave} className="link min-w-0 flex-1 truncate">
          <ThingName of={operation.machine} />
        </Link>
        <OperationStateBadge state={operation.state} plain />
      </div>
      <p className="flex gap-1 text-xs text-ink-3">
        {kindWords[operation.kind]} · {requestedByText(operation)} ·{' '}
        <RelativeTime at={settled ? operation.finishedAt : operation.requestedAt} />
      </p>
      {settled ? (
        failed ? (
          <p className="mt-1 text-xs text-ink-2">{progressText(operation)}</p>
        ) : null
      ) : (
        <div className="mt-1.5 flex items-end gap-3">
          <div className="min-w-0 flex-1">
            <OperationProgress operation={operation} />
          </div>
          <CancelButton operation={operation} />
        </div>
      )}
    </li>
  );
}
