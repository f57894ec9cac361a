'use client';

import { SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { PointTag } from '@/components/mounts/mount/mount-state';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { isProblem } from '@/lib/client/http/problems';
import { useMountOptions } from '@/lib/client/queries/mounts';
import { useRecoveryPoint } from '@/lib/client/queries/recovery-points';
import type { RecoveryPoint } from '@/lib/contracts/recovery-point';
import { NewMountForm } from './new-mount-form';

interface NewMountPageProps {
  /** The recovery point of the URL when the page was rendered; null when unknown. */
  known: RecoveryPoint | null;
}

/** What to mount of a recovery point, and for how long. */
export function NewMountPage({ known }: NewMountPageProps) {
  const t = useTranslations('mounts.new');
  const format = useFormats();
  const point = useAddressState().params.get('point');
  const options = useMountOptions(point);
  const detail = useRecoveryPoint(point);

  if (point === null || point === '') {
    return <NothingToMount title={t('noPoint.title')}>{t('noPoint.text')}</NothingToMount>;
  }
  if (isProblem(options.error, 'not_found')) {
    return <NothingToMount title={t('notFound.title')}>{t('notFound.text')}</NothingToMount>;
  }
  const { data } = options;
  // Its files come from Storware, and the header does not wait for them.
  const pointData = detail.data ?? (known?.guid === point ? known : null);
  const machine = data?.machine ?? pointData?.machine;
  const at = pointData?.startedAt ?? null;
  return (
    <>
      <PageHeader
        title={t('heading')}
        before={<Crumbs />}
        description={
          machine && at !== null
            ? t.rich('description', {
                machine: machine.name,
                at: format.short(at),
                time: (chunks) => <PointTag at={at}>{chunks}</PointTag>,
              })
            : machine?.name
        }
      />
      {data ? (
        <NewMountForm
          key={point}
          options={data}
          copies={pointData?.copies ?? []}
          back={machineAddress(data.machine.guid, { point })}
        />
      ) : options.error ? (
        <ErrorState error={options.error} onRetry={() => void options.refetch()} isRetrying={options.isFetching} />
      ) : (
        <Loading label={t('loading')} className="panel max-w-3xl space-y-4 p-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-32 w-full" />
          <Skeleton className="h-8 w-48" />
        </Loading>
      )}
    </>
  );
}

function Crumbs() {
  const t = useTranslations('mounts');
  return <Breadcrumbs items={[{ label: t('title'), href: '/mounts' }, { label: t('new.title') }]} />;
}

function NothingToMount({ title, children }: { title: string; children: ReactNode }) {
  const t = useTranslations('mounts.new');
  return (
    <>
      <PageHeader title={t('heading')} before={<Crumbs />} />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={title}
          action={
            <LinkButton href="/machines" variant="primary">
              {t('goToMachines')}
            </LinkButton>
          }
        >
          {children}
        </EmptyState>
      </div>
    </>
  );
}
