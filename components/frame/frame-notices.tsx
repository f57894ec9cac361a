'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { SignInForm } from '@/components/auth/sign-in-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time-text';
import { requestSignInHere, signInAddress } from '@/lib/client/http/session-end';
import { useFreshness } from '@/lib/client/live/freshness';
import { meQuery, setTenantElsewhere, useMe, useSwitchTenant, useTenantElsewhere } from '@/lib/client/queries/me';
import { reloadPage, usePageCode, watchMissingCode } from '@/lib/client/http/page-code';
import { useSignInRequested } from '@/lib/client/drafts/draft-store';

/** Signs in again over a page with user input. Another person gets a new page. */
export function SessionEnded() {
  const t = useTranslations('frame');
  const isRequested = useSignInRequested();
  const me = useMe();
  const client = useQueryClient();
  const goOn = async () => {
    const now = await client.query({ ...meQuery(), staleTime: 0 }).catch(() => null);
    if (now === null || now.user.id !== me?.user.id || now.tenant?.slug !== me.tenant?.slug) {
      window.location.assign('/');
      return;
    }
    requestSignInHere(false);
    await client.invalidateQueries();
  };
  return (
    <Dialog
      isOpen={isRequested}
      isLocked
      size="sm"
      title={t('session.ended')}
      description={t('session.endedHere')}
      onOpenChange={() => undefined}
      footer={
        <Button
          variant="quiet"
          onPress={() => window.location.assign(signInAddress(window.location.pathname + window.location.search))}
        >
          {t('session.leave')}
        </Button>
      }
    >
      <SignInForm hasSessionEnded={false} email={me?.user.email} onSignedIn={() => void goOn()} />
    </Dialog>
  );
}

/** Asks what to do when another tab of this browser switched the tenant: this page still belongs to the former one. */
export function TenantChanged() {
  const t = useTranslations('frame');
  const me = useMe();
  const change = useSwitchTenant();
  const other = useTenantElsewhere();
  const slug = me?.tenant?.slug;
  const now = me?.tenants.find((tenant) => tenant.slug === other);
  if (!me?.tenant || !now || now.slug === slug) return null;
  const here = me.tenant;
  return (
    <Dialog
      isOpen
      isDismissable={false}
      size="sm"
      onOpenChange={() => setTenantElsewhere(null)}
      title={t('tenantChanged.title', { name: now.name })}
      footer={
        <>
          <Button isPending={change.isPending} onPress={() => change.mutate(here.slug)}>
            {t('tenantChanged.back', { name: here.name })}
          </Button>
          <Button variant="primary" onPress={() => window.location.assign('/overview')}>
            {t('tenantChanged.go', { name: now.name })}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{t('tenantChanged.note', { name: here.name })}</p>
    </Dialog>
  );
}

/** Says on every page that the backup system is down: data stays readable, nothing new can start. */
export function OutageNotice() {
  const t = useTranslations('frame');
  const freshness = useFreshness();
  if (freshness?.state !== 'DOWN') return null;
  const { asOf } = freshness;
  return (
    <Notice tone="fail" role="status" className="mb-4" title={t('outage.title')}>
      {asOf === null
        ? t('outage.nothingHeard')
        : t.rich('outage.heard', { time: () => <RelativeTime key="time" at={asOf} /> })}
    </Notice>
  );
}

/**
 * Says on every page that a part of its code, or the next page, can't be loaded; it is loaded as soon as possible, or
 * when the person agrees.
 */
export function PageCodeNotice() {
  const t = useTranslations('frame');
  const code = usePageCode();
  useEffect(() => watchMissingCode(), []);
  if (code === 'whole') return null;
  return (
    <Notice
      tone="late"
      role="status"
      className="mb-4"
      title={t('pageCode.title')}
      action={
        code === 'ready' ? (
          <Button size="sm" onPress={reloadPage}>
            {t('pageCode.load')}
          </Button>
        ) : undefined
      }
    >
      {t(`pageCode.${code}`)}
    </Notice>
  );
}
