'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { RequestFailure } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { TextField } from '@/components/ui/text-field';
import { useFormats } from '@/lib/client/format/formats';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { makeQueryClient } from '@/lib/client/live/query-client';
import { useCompleteSetup } from '@/lib/client/queries/setup';
import { signIn } from '@/lib/client/session';
import { newPasswordLength } from '@/lib/contracts/account';
import { SetupBody } from '@/lib/contracts/setup';
import { useCheckedForm } from './checked-form';

interface SetupFormProps {
  /** Goes on with the account that was made; the button keeps turning while this leaves the page. */
  onDone: (account: { email: string; password: string }) => void;
}

/** Makes the first account. The browser keeps the values, so that what is typed or filled in before the page is alive counts. */
export function SetupForm({ onDone }: SetupFormProps) {
  const t = useTranslations('setup');
  const format = useFormats();
  const explain = useExplainProblem();
  const [isLeaving, setLeaving] = useState(false);
  const setup = useCompleteSetup();
  const isSending = setup.isPending || isLeaving;
  const { inputOf, onSubmit, waitMs, isReady } = useCheckedForm({
    fields: SetupBody.shape,
    isSending,
    wordsOf: (name, value) => {
      if (name !== 'password') return t(`${name}Fault`);
      return t(value.length < newPasswordLength.min ? 'passwordShort' : 'passwordLong', newPasswordLength);
    },
    send: (body, refused) =>
      setup.mutate(body, {
        onSuccess: ({ email }) => {
          setLeaving(true);
          onDone({ email, password: body.password });
        },
        onError: refused,
      }),
  });

  if (isProblem(setup.error, 'not_found')) {
    return (
      <Notice role="alert" title={t('over')} action={<LinkButton href="/sign-in">{t('signIn')}</LinkButton>}>
        {t('overText')}
      </Notice>
    );
  }
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="space-y-4">
      {waitMs > 0 ? (
        <Notice tone="late" role="alert" title={t('tooMany')}>
          {t('wait', { time: format.duration(Math.ceil(waitMs / 1000) * 1000) })}
        </Notice>
      ) : setup.error === null || isProblem(setup.error, 'validation_failed', 'rate_limited') ? null : (
        <RequestFailure error={setup.error} title={t('failed')}>
          {explain(setup.error).cause} {explain(setup.error).nextStep}
        </RequestFailure>
      )}
      <TextField
        label={t('code')}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        inputClassName="font-mono"
        description={t('codeNote')}
        {...inputOf('code')}
      />
      <TextField
        label={t('email')}
        type="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        description={t('emailNote')}
        {...inputOf('email')}
      />
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

/** The form of the page: afterwards the new provider is signed in, or led to where they can. */
export function SetupPanel() {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <SetupForm
        onDone={({ email, password }) => {
          void signIn(email, password).then(({ ok }) => window.location.assign(ok ? '/' : '/sign-in'));
        }}
      />
    </QueryClientProvider>
  );
}
