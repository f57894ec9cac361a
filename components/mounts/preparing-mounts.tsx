'use client';

import { X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { ErrorState } from '@/components/ui/error-state';
import { IconButton } from '@/components/ui/icon-button';
import { OperationStateBadge } from '@/components/ui/operation-state-badge';
import { mountAddress } from '@/lib/client/mount-addresses';
import { useOperation, useOperationList } from '@/lib/client/operations';
import { openStates } from '@/lib/client/open-states';
import type { Mount } from '@/lib/contracts/mount';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { MountPreparation } from './mount-preparation';
import { PointTime } from './point-time';

/** Work that is to become a mount and is nothing yet that could be listed. */
export interface Preparations {
  /** What this person has just asked for; undefined while it is not known, or when nothing is followed. */
  own: Operation | undefined;
  others: readonly Operation[];
  error: unknown;
  retry: () => void;
  isRetrying: boolean;
}

/**
 * Mounts that are being prepared. `followed` is the operation that this person has just asked for: its mount opens by itself
 * once there is one. What `listed` mounts show already is left out.
 */
export function usePreparations(followed: string | null, listed: readonly Mount[] | undefined): Preparations {
  const router = useRouter();
  const own = useOperation(followed);
  const open = useOperationList({ kind: ['MOUNT'], state: openStates, pageSize: 20 });
  const made = own.data?.kind === 'MOUNT' && !isLost(own.data) ? (own.data.result?.mount ?? null) : null;

  useEffect(() => {
    if (made !== null) router.replace(mountAddress(made));
  }, [made, router]);

  const isElsewhere = ({ id, result, state }: Operation) =>
    id === followed ||
    isSettled(state) ||
    listed?.some((mount) => mount.operation === id || mount.guid === result?.mount);
  return {
    own: own.data,
    others: (open.data?.items ?? []).filter((operation) => !isElsewhere(operation)),
    error: followed === null || own.data ? null : own.error,
    retry: () => void own.refetch(),
    isRetrying: own.isFetching,
  };
}

function isLost({ state }: Operation): boolean {
  return state === 'FAILED' || state === 'CANCELLED' || state === 'NOT_STARTED';
}

/** Shows them above the list; one that has ended can be put away. */
export function PreparingMounts({ preparations, onForget }: { preparations: Preparations; onForget: () => void }) {
  const { own, others, error, retry, isRetrying } = preparations;
  if (error) return <ErrorState error={error} onRetry={retry} isRetrying={isRetrying} className="mb-4" />;
  if (!own && others.length === 0) return null;
  return (
    <section aria-label="Being prepared" className="panel mb-4 divide-y divide-line">
      {own ? <PreparingMount operation={own} onForget={isSettled(own.state) ? onForget : undefined} /> : null}
      {others.map((operation) => (
        <PreparingMount key={operation.id} operation={operation} />
      ))}
    </section>
  );
}

function PreparingMount({ operation, onForget }: { operation: Operation; onForget?: (() => void) | undefined }) {
  return (
    <div className="space-y-3 p-4">
      <div className="flex items-start gap-3">
        <h2 className="min-w-0 flex-1 text-sm break-words">
          Mount of {operation.machine.name}
          {operation.source ? (
            <span className="font-normal text-ink-2">
              , <PointTime point={operation.source} />
            </span>
          ) : null}
        </h2>
        <OperationStateBadge state={operation.state} />
        {onForget ? (
          <IconButton
            label="Dismiss"
            icon={<X aria-hidden className="size-4" />}
            onPress={onForget}
            className="-my-1"
          />
        ) : null}
      </div>
      <MountPreparation operation={operation} />
    </div>
  );
}
