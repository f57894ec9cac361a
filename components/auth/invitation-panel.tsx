'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { RequestFailure } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { TextField } from '@/components/ui/text-field';
import { useFormats } from '@/lib/client/format/formats';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { makeQueryClient } from '@/lib/client/live/query-client';
import { useAcceptInvitation, useJoinTenant } from '@/lib/client/queries/members';
import { signIn, signOut } from '@/lib/client/session';
import { newPasswordLength } from '@/lib/contracts/account';
import { AcceptInvitationBody } from '@/lib/contracts/member';
import { useCheckedForm } from './checked-form';
import { SignInForm } from './sign-in-form';

interface InvitationPanelProps {
  token: string;
  email: string;
  tenant: string;
  hasAccount: boolean;
  /** Who is signed in in this browser. */
  signedInAs: { email: string; name: string } | null;
}

/** Accepts an invitation: by making an account, or as the invited person, who signs in first. */
export function InvitationPanel(given: InvitationPanelProps) {
  const [client] = useState(makeQueryClient);
  const { signedInAs, hasAccount, email } = given;
  return (
    <QueryClientProvider client={client}>
      {signedInAs === null ? (
        hasAccount ? (
          <SignInAndJoin {...given} />
        ) : (
          <NewAccountForm {...given} />
        )
      ) : signedInAs.email === email ? (
        <JoinButton {...given} name={signedInAs.name} />
      ) : (
        <OtherPerson email={email} other={signedInAs.email} />
      )}
    </QueryClientProvider>
  );
}

const { name: nameField, password: passwordField } = AcceptInvitationBody.shape;

function NewAccountForm({ token, email }: InvitationPanelProps) {
  const t = useTranslations('members.page');
  const format = useFormats();
  const explain = useExplainProblem();
  const accept = useAcceptInvitation();
  const [isLeaving, setLeaving] = useState(false);
  const isSending = accept.isPending || isLeaving;
  const { inputOf, onSubmit, waitMs, isReady } = useCheckedForm({
    fields: { name: nameField, password: passwordField },
    isSending,
    wordsOf: (name, value) => {
      if (name === 'name') return t('nameFault');
      return t(value.length < newPasswordLength.min ? 'passwordShort' : 'passwordLong', newPasswordLength);
    },
    send: ({ name, password }, refused) =>
      accept.mutate(
        { token, name, password },
        {
          onSuccess: () => {
            setLeaving(true);
            void signIn(email, password).then(({ ok }) => window.location.assign(ok ? '/' : '/sign-in'));
          },
          onError: refused,
        },
      ),
  });
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="space-y-4">
      {waitMs > 0 ? (
        <Notice tone="late" role="alert" title={t('tooMany')}>
          {t('wait', { time: format.duration(Math.ceil(waitMs / 1000) * 1000) })}
        </Notice>
      ) : accept.error === null || isProblem(accept.error, 'validation_failed', 'rate_limited') ? null : (
        <RequestFailure error={accept.error} title={t('failed')}>
          {isProblem(accept.error, 'not_found') ? t('wrongText') : explain(accept.error).cause}
        </RequestFailure>
      )}
      <TextField label={t('email')} type="email" autoComplete="username" readOnly value={email} />
      <TextField label={t('name')} autoComplete="name" {...inputOf('name')} />
      <PasswordField
        label={t('password')}
        autoComplete="new-password"
        description={t('passwordNote', newPasswordLength)}
        {...inputOf('password')}
      />
      <Button
        type="submit"
        variant="primary"
        className="h-9 w-full"
        isPending={isSending}
        isDisabled={!isReady || waitMs > 0}
      >
        {t('submit')}
      </Button>
    </form>
  );
}

function SignInAndJoin(given: InvitationPanelProps) {
  const t = useTranslations('members.page');
  const [isSignedIn, setSignedIn] = useState(false);
  if (isSignedIn) return <JoinButton {...given} isAtOnce />;
  return (
    <div className="space-y-4">
      <p className="text-ink-2">{t('hasAccount')}</p>
      <SignInForm hasSessionEnded={false} email={given.email} onSignedIn={() => setSignedIn(true)} />
    </div>
  );
}

function JoinButton({
  token,
  tenant,
  name,
  isAtOnce = false,
}: InvitationPanelProps & { name?: string; isAtOnce?: boolean }) {
  const t = useTranslations('members.page');
  const explain = useExplainProblem();
  const joining = useJoinTenant();
  const [isLeaving, setLeaving] = useState(false);
  const [isStarted, setStarted] = useState(false);
  const join = () =>
    joining.mutate(token, {
      onSuccess: () => {
        setLeaving(true);
        window.location.assign('/');
      },
    });
  if (isAtOnce && !isStarted) {
    setStarted(true);
    queueMicrotask(join);
  }
  return (
    <div className="space-y-4">
      {name === undefined ? null : <p className="text-ink-2">{t('asYou', { name })}</p>}
      {joining.error === null ? null : (
        <RequestFailure error={joining.error} title={t('failed')}>
          {isProblem(joining.error, 'not_found') ? t('wrongText') : explain(joining.error).cause}
        </RequestFailure>
      )}
      <Button variant="primary" className="h-9 w-full" isPending={joining.isPending || isLeaving} onPress={join}>
        {t('join', { tenant })}
      </Button>
    </div>
  );
}

function OtherPerson({ email, other }: { email: string; other: string }) {
  const t = useTranslations('members.page');
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Notice tone="late" title={t('otherPerson', { email })}>
      <p>{t('otherPersonText', { other })}</p>
      <Button
        className="mt-3"
        isPending={isLeaving}
        onPress={() => {
          setLeaving(true);
          void signOut(window.location.pathname);
        }}
      >
        {t('signOut')}
      </Button>
    </Notice>
  );
}
