'use client';

import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { PointTime } from '@/components/mounts/mount/mount-state';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress } from '@/lib/client/addresses';
import { isProblem } from '@/lib/client/http/problems';
import { useMountOptions } from '@/lib/client/queries/mounts';
import { useRecoveryPoint } from '@/lib/client/queries/recovery-points';
import { NewMountForm } from './new-mount-form';

/** What of a recovery point to mount, and for how long. */
export function NewMountPage() {
  const point = useAddressState().params.get('point');
  const options = useMountOptions(point);
  const detail = useRecoveryPoint(point);

  if (point === null || point === '') {
    return (
      <NothingToMount title="Choose a recovery point first">
        A mount shows the files of one recovery point. Choose a machine, then one of its recovery points.
      </NothingToMount>
    );
  }
  if (isProblem(options.error, 'not_found')) {
    return (
      <NothingToMount title="There is no such recovery point">
        It may have been removed since, or it belongs to another organisation. The machine’s page lists the recovery
        points that there are.
      </NothingToMount>
    );
  }
  const { data } = options;
  return (
    <>
      <PageHeader
        title="Browse files"
        before={<Crumbs />}
        description={
          data ? (
            <>
              {data.machine.name}
              {detail.data ? (
                <>
                  , recovery point of <PointTime point={detail.data} />
                </>
              ) : null}
            </>
          ) : undefined
        }
      />
      {data ? (
        <NewMountForm
          key={point}
          options={data}
          copies={detail.data?.copies ?? []}
          back={machineAddress(data.machine.guid, { point })}
        />
      ) : options.error ? (
        <ErrorState error={options.error} onRetry={() => void options.refetch()} isRetrying={options.isFetching} />
      ) : (
        <Loading label="What can be mounted is loading" className="panel max-w-3xl space-y-4 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-32 w-full" />
          <Skeleton className="h-8 w-48" />
        </Loading>
      )}
    </>
  );
}

function Crumbs() {
  return <Breadcrumbs items={[{ label: 'Mounts', href: '/mounts' }, { label: 'New mount' }]} />;
}

function NothingToMount({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <PageHeader title="Browse files" before={<Crumbs />} />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={title}
          action={
            <LinkButton href="/machines" variant="primary">
              Go to machines
            </LinkButton>
          }
        >
          {children}
        </EmptyState>
      </div>
    </>
  );
}
