'use client';

import { CircleSlash, LoaderCircle } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Notice } from '@/components/ui/notice';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useOperation } from '@/lib/client/operations';
import type { MountDetail } from '@/lib/contracts/mount';
import { IscsiTargets } from './iscsi-targets';
import { MountFiles } from './mount-files';
import { MountPreparation } from './mount-preparation';

export interface MountBodyProps {
  mount: MountDetail;
  onRefresh: () => void;
  isRefreshing: boolean;
}

/** What there is to see of a mount in its present state. */
export function MountBody({ mount, onRefresh, isRefreshing }: MountBodyProps) {
  switch (mount.state) {
    case 'PREPARING':
      return <Preparing mount={mount} />;
    case 'READY':
      return (
        <>
          {mount.reason !== null && mount.endsAt !== null ? (
            <Notice
              tone="late"
              className="mb-4"
              title={mount.reason}
              action={
                <Button size="sm" onPress={onRefresh} isPending={isRefreshing}>
                  Try again
                </Button>
              }
            />
          ) : null}
          {mount.mode === 'ISCSI' ? (
            <IscsiTargets targets={mount.targets} />
          ) : (
            <MountFiles mount={mount} onRefresh={onRefresh} isRefreshing={isRefreshing} />
          )}
        </>
      );
    case 'UNMOUNTING':
      return (
        <div className="panel" role="status">
          <EmptyState icon={<LoaderCircle aria-hidden className="motion-safe:animate-spin" />} title="Being unmounted">
            Its files can no longer be opened. The recovery point stays, and can be mounted again.
          </EmptyState>
        </div>
      );
    case 'ENDED':
      return (
        <div className="panel" role="status">
          <EmptyState icon={<CircleSlash aria-hidden />} title="This mount has ended">
            {mount.reason ?? 'It was unmounted, or its time was over. The recovery point can be mounted again.'}
          </EmptyState>
        </div>
      );
    case 'FAILED':
      return (
        <Notice tone="fail" role="status" title="This mount failed">
          {mount.reason ??
            'The backup system gave no reason. Mount the recovery point again; if it fails again, ask your provider.'}
        </Notice>
      );
  }
}

function Preparing({ mount }: { mount: MountDetail }) {
  const { data: operation, error, refetch, isFetching } = useOperation(mount.operation);
  if (mount.operation === null) {
    return (
      <Notice role="status" title="Being prepared">
        {mount.reason ?? 'The backup system is making its files readable. They appear here by themselves.'}
      </Notice>
    );
  }
  if (operation) {
    return (
      <section aria-label="Preparation" className="panel space-y-3 p-4">
        <MountPreparation operation={operation} />
        <p className="text-xs text-ink-3">The files appear here by themselves. You may leave this page meanwhile.</p>
      </section>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  return (
    <Loading label="The preparation is loading" className="panel p-4">
      <Skeleton className="h-6 w-full" />
    </Loading>
  );
}
