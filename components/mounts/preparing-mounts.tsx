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

export interface PreparingMountsProps {
  /** The operation that this person has just asked for: its mount opens by itself once there is one. */
  followed: string | null;
  /** Mounts of the list; what they show need not be shown twice. */
  listed: readonly Mount[] | undefined;
  onForget: () => void;
}

/** Mounts that were asked for and are nothing yet that could be listed. */
export function PreparingMounts({ followed, listed, onForget }: PreparingMountsProps) {
  const router = useRouter();
  const own = useOperation(followed);
  const open = useOperationList({ kind: ['MOUNT'], state: openStates, pageSize: 20 });
  const made = own.data?.kind === 'MOUNT' ? (own.data.result?.mount ?? null) : null;
  const isLost = own.data !== undefined && isSettled(own.data.state) && own.data.state !== 'SUCCEEDED' && own.data.state !== 'WARNING';

  useEffect(() => {
    if (made !== null && !isLost) router.replace(mountAddress(made));
  }, [made, isLost, router]);

  const others = (open.data?.items ?? []).filter(({ id, result, state }) => id !== followed && !isSettled(state) && !listed?.some((mount) => mount.operation === id || mount.guid === result?.mount));
  if (own.error && followed !== null) return <ErrorState error={own.error} onRetry={() => void own.refetch()} isRetrying={own.isFetching} className="mb-4" />;
  if (!own.data && others.length === 0) return null;
  return (
    <section aria-label="Being prepared" className="panel mb-4 divide-y divide-line">
      {own.data ? <PreparingMount operation={own.data} onForget={isSettled(own.data.state) ? onForget : undefined} /> : null}
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
        {onForget ? <IconButton label="Dismiss" icon={<X aria-hidden className="size-4" />} onPress={onForget} className="-my-1" /> : null}
      </div>
      <MountPreparation operation={operation} />
    </div>
  );
}
