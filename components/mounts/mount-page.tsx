'use client';

import { PageTitle } from '@/components/frame/page-title';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { ErrorState } from '@/components/ui/error-state';
import { PageHeader } from '@/components/ui/page-header';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useMount } from '@/lib/client/mounts';
import { isProblem } from '@/lib/client/problem-error';
import { MountBody } from './mount-body';
import { MountHeader } from './mount-header';
import { MountNotFound } from './mount-not-found';

/** One mount: what is in it, how long it lasts, and how it comes to be or to an end. */
export function MountPage({ guid }: { guid: string }) {
  const { data: mount, error, refetch, isFetching } = useMount(guid);
  if (isProblem(error, 'not_found')) return <MountNotFound />;
  if (mount) {
    return (
      <>
        <PageTitle title={`Files of ${mount.machine.name}`} />
        <MountHeader mount={mount} />
        <MountBody mount={mount} onRefresh={() => void refetch()} isRefreshing={isFetching} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Mount"
        before={<Breadcrumbs items={[{ label: 'Mounts', href: '/mounts' }, { label: 'Mount' }]} />}
      />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading label="The mount is loading" className="space-y-4">
          <Skeleton className="h-4 w-72" />
          <Skeleton className="h-72 w-full" />
        </Loading>
      )}
    </>
  );
}
