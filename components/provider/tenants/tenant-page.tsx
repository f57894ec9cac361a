'use client';

import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageTitle } from '@/components/frame/page-parts';
import { Button } from '@/components/ui/button';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { KeyValues, Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ExactTime, RelativeTime } from '@/components/ui/time-text';
import { focusContentIfLost } from '@/lib/client/address-state';
import { ownedMachinesAddress } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { isProblem } from '@/lib/client/http/problems';
import { useProviderRights } from '@/lib/client/queries/me';
import { useLiveProviderLists, useProviderTenant } from '@/lib/client/queries/provider';
import type { ProviderTenantDetail } from '@/lib/contracts/tenant';
import { languageNames } from '@/lib/messages/languages';
import { DeleteTenantDialog } from './delete-tenant-dialog';
import { InternalBadge, StatusBadge } from './tenant-badges';
import { TenantSettings } from './tenant-settings';
import { TenantStatusDialog } from './tenant-status-dialog';

/** One tenant: its settings, what it owns, and whether its members may use it. */
export function TenantPage({ slug }: { slug: string }) {
  // The dialog that deletes offers the tenants there are.
  useLiveProviderLists();
  const t = useTranslations('tenants');
  const router = useRouter();
  const read = useProviderTenant(slug);
  const { canChange, isLimited } = useProviderRights();
  const [open, setOpen] = useState<'status' | 'delete' | null>(null);
  const [isDeleted, setDeleted] = useState(false);
  if (isDeleted) return null;
  const list = <LinkButton href="/provider/tenants">{t('toList')}</LinkButton>;
  if (isProblem(read.error, 'not_found'))
    return (
      <EmptyState title={t('missing')} action={list}>
        {t('missingText')}
      </EmptyState>
    );
  const tenant = read.data;
  if (!tenant)
    return read.error ? (
      <ErrorState error={read.error} onRetry={() => void read.refetch()} isRetrying={read.isFetching} action={list} />
    ) : (
      <Loading label={t('loading')} className="space-y-4">
        <Skeleton className="h-14" />
        <Skeleton className="h-72 rounded-md" />
      </Loading>
    );
  const close = () => {
    setOpen(null);
    focusContentIfLost();
  };
  return (
    <>
      <PageTitle title={tenant.name} />
      <PageHeader
        title={tenant.name}
        before={<Breadcrumbs items={[{ label: t('title'), href: '/provider/tenants' }, { label: tenant.name }]} />}
        beside={
          <>
            <StatusBadge status={tenant.status} />
            {tenant.internal ? <InternalBadge /> : null}
          </>
        }
        actions={
          canChange ? (
            <Button onPress={() => setOpen('status')}>
              {t(tenant.status === 'ACTIVE' ? 'suspend.action' : 'resume.action')}
            </Button>
          ) : undefined
        }
      />
      {tenant.suspendedAt === null ? null : (
        <Notice
          tone="late"
          className="mb-5"
          title={t.rich('suspendedSince', { when: () => <ExactTime at={tenant.suspendedAt} /> })}
        >
          {t('suspendedText')}
        </Notice>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        {canChange ? <TenantSettings key={tenant.slug} tenant={tenant} /> : <SettingsView tenant={tenant} />}
        <div className="space-y-5">
          <Holdings tenant={tenant} />
          {canChange && !isLimited ? (
            <Section title={t('deletion.section')}>
              <p className="text-ink-2">{t('deletion.sectionText')}</p>
              <Button variant="danger" className="mt-3" onPress={() => setOpen('delete')}>
                {t('deletion.action')}
              </Button>
            </Section>
          ) : null}
        </div>
      </div>
      {open === 'status' ? <TenantStatusDialog tenant={tenant} onClose={close} /> : null}
      {open === 'delete' ? (
        <DeleteTenantDialog
          tenant={tenant}
          onClose={close}
          onDeleted={() => {
            setDeleted(true);
            router.push('/provider/tenants');
          }}
        />
      ) : null}
    </>
  );
}

/** The settings for who may not change them. */
function SettingsView({ tenant }: { tenant: ProviderTenantDetail }) {
  const t = useTranslations('tenants');
  return (
    <Section title={t('settings')}>
      <KeyValues
        items={[
          { key: t('fields.name'), value: tenant.name },
          { key: t('fields.slug'), value: <code className="font-mono text-xs">{tenant.slug}</code> },
          { key: t('fields.timeZone'), value: tenant.timeZone.replaceAll('_', ' ') },
          {
            key: t('fields.language'),
            value: tenant.language === null ? t('fields.languageOfBrowser') : languageNames[tenant.language],
          },
          { key: t('fields.externalId'), value: tenant.externalId ?? <span className="text-ink-3">–</span> },
        ]}
      />
    </Section>
  );
}

function Holdings({ tenant }: { tenant: ProviderTenantDetail }) {
  const t = useTranslations('tenants');
  const format = useFormats();
  const { owns } = tenant;
  const figure = (value: number) => <span className="tabular-nums">{format.number(value)}</span>;
  return (
    <Section title={t('owns')}>
      <KeyValues
        items={[
          {
            key: t('columns.machines'),
            value:
              owns.machines === 0 ? (
                figure(0)
              ) : (
                <Link href={ownedMachinesAddress(tenant.slug)} className="link">
                  {figure(owns.machines)}
                </Link>
              ),
          },
          { key: t('columns.members'), value: figure(tenant.members) },
          { key: t('policies'), value: figure(owns.policies) },
          { key: t('schedules'), value: figure(owns.schedules) },
          { key: t('mounts'), value: figure(owns.mounts) },
          { key: t('running'), value: figure(owns.running) },
          { key: t('created'), value: <RelativeTime at={tenant.createdAt} /> },
        ]}
      />
    </Section>
  );
}
