'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { SignInForm } from '@/components/auth/sign-in-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time-text';
import { askSignInHere, signInAddress } from '@/lib/client/http/session-end';
import { useFreshness } from '@/lib/client/live/freshness';
import { meQuery, setTenantElsewhere, useMe, useSwitchTenant, useTenantElsewhere } from '@/lib/client/queries/me';
import { loadAnew, usePageCode, watchMissingCode } from '@/lib/client/http/page-code';
import type { PageCode } from '@/lib/client/http/page-code';
import { useSignInAsked } from '@/lib/client/drafts/draft-store';

/** Signs in again over a page that holds something typed. Another person gets a page of their own. */
export function SessionEnded() {
  const isAsked = useSignInAsked();
  const me = useMe();
  const client = useQueryClient();
  const goOn = async () => {
    const now = await client.query({ ...meQuery(), staleTime: 0 }).catch(() => null);
    if (now === null || now.user.id !== me?.user.id || now.tenant?.slug !== me.tenant?.slug) {
      window.location.assign('/');
      return;
    }
    askSignInHere(false);
    await client.invalidateQueries();
  };
  return (
    <Dialog
      isOpen={isAsked}
      isLocked
      size="sm"
      title="Your session has ended"
      description="Sign in again; what you typed is still here."
      onOpenChange={() => undefined}
      footer={
        <Button
          variant="quiet"
          onPress={() => window.location.assign(signInAddress(window.location.pathname + window.location.search))}
        >
          Leave this page instead
        </Button>
      }
    >
      <SignInForm hasSessionEnded={false} email={me?.user.email} onSignedIn={() => void goOn()} />
    </Dialog>
  );
}

/** Asks what to do when another tab of this browser switched the tenant: this page still belongs to the former one. */
export function TenantChanged() {
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
      title={`You switched to ${now.name}`}
      footer={
        <>
          <Button isPending={change.isPending} onPress={() => change.mutate(here.slug)}>
            Back to {here.name}
          </Button>
          <Button variant="primary" onPress={() => window.location.assign('/overview')}>
            Go to {now.name}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">
        You did so in another tab. This page still shows {here.name}, and what you do here is still done in {here.name}.
      </p>
    </Dialog>
  );
}

/** Says on every page that the backup system is down: what is known stays readable, nothing new can start. */
export function OutageNotice() {
  const freshness = useFreshness();
  if (freshness?.state !== 'DOWN') return null;
  return (
    <Notice tone="fail" role="status" className="mb-4" title="The backup system can’t be reached">
      {freshness.asOf === null ? (
        'Nothing was heard from it yet.'
      ) : (
        <>
          What you see was heard <RelativeTime at={freshness.asOf} /> and stays readable.
        </>
      )}{' '}
      New work can’t be started until it answers again. Your provider has to act; this page goes on by itself.
    </Notice>
  );
}

const texts: Record<Exclude<PageCode, 'whole'>, string> = {
  missing:
    'A part of this page can’t be loaded. It is loaded anew by itself as soon as that is possible; what you typed stays.',
  ready: 'The page can be loaded anew now. Send what you typed first, or load it when you are ready.',
  held: 'The page that you asked for can’t be loaded. It opens by itself as soon as it can; until then this one stays.',
};

/** Says on every page that a part of its code, or the next page, can't be loaded; it is loaded once it can be, or when the person says so. */
export function PageCodeNotice() {
  const code = usePageCode();
  useEffect(() => watchMissingCode(), []);
  if (code === 'whole') return null;
  return (
    <Notice
      tone="late"
      role="status"
      className="mb-4"
      title="The portal was updated, or can’t be reached"
      action={
        code === 'ready' ? (
          <Button size="sm" onPress={loadAnew}>
            Load the page anew
          </Button>
        ) : undefined
      }
    >
      {texts[code]}
    </Notice>
  );
}
