'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ChangeEvent, FocusEvent, FormEvent } from 'react';
import { flushSync } from 'react-dom';
import * as z from 'zod';
import { Button } from '@/components/ui/button';
import { RequestFailure } from '@/components/ui/empty-state';
import { focusFirstError } from '@/components/ui/field';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { TextField } from '@/components/ui/text-field';
import { useFormats } from '@/lib/client/format/formats';
import { useHydrated, useNow } from '@/lib/client/format/now';
import { useServerText } from '@/lib/client/format/server-text';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { makeQueryClient } from '@/lib/client/live/query-client';
import { useCompleteSetup } from '@/lib/client/queries/setup';
import { serverNow } from '@/lib/client/live/server-clock';
import { signIn } from '@/lib/client/session';
import { newPasswordLength } from '@/lib/contracts/account';
import { SetupBody } from '@/lib/contracts/setup';

type FieldName = keyof SetupBody;
const fieldNames = Object.keys(SetupBody.shape) as readonly FieldName[];
type Faults = Readonly<Partial<Record<FieldName, string>>>;
const without = (faults: Faults, name: FieldName): Faults => ({ ...faults, [name]: undefined });

interface SetupFormProps {
  /** Goes on with the account that was made; the button keeps turning while this leaves the page. */
  onDone: (account: { email: string; password: string }) => void;
}

/** Makes the first account. The browser keeps the values, so that what is typed or filled in before the page is alive counts. */
export function SetupForm({ onDone }: SetupFormProps) {
  const t = useTranslations('setup');
  const format = useFormats();
  const wordsOfServer = useServerText();
  const explain = useExplainProblem();
  const [faults, setFaults] = useState<Faults>({});
  const [waitUntil, setWaitUntil] = useState<number | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const setup = useCompleteSetup();
  const now = useNow('second');
  const waitMs = waitUntil === null ? 0 : Math.max(0, waitUntil - now);
  // A press before the page is alive would send the form by itself, with the password in the address.
  const isReady = useHydrated();
  const isSending = setup.isPending || isLeaving;

  const faultOf = (name: FieldName, value: string): string | undefined => {
    const result = SetupBody.shape[name].safeParse(value);
    if (result.success) return undefined;
    if (name !== 'password') return t(`${name}Fault`);
    const isShort = value.length < newPasswordLength.min;
    return t(isShort ? 'passwordShort' : 'passwordLong', newPasswordLength);
  };
  const inputOf = (name: FieldName) => ({
    name,
    error: faults[name],
    onBlur: ({ target }: FocusEvent<HTMLInputElement>) => {
      // Who only passes by on the way to somewhere else has not gone wrong yet.
      if (target.value !== '') setFaults({ ...faults, [name]: faultOf(name, target.value) ?? faults[name] });
    },
    // What was found wrong is checked at every key, so that the message goes as soon as it is right.
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      if (faults[name] !== undefined && faultOf(name, target.value) === undefined) setFaults(without(faults, name));
    },
  });
  const refuse = (error: unknown, form: HTMLFormElement) => {
    if (isProblem(error, 'rate_limited')) setWaitUntil(serverNow() + (error.retryAfterSeconds ?? 60) * 1000);
    if (!isProblem(error, 'validation_failed')) return;
    const found = error.fieldFaults.map(({ path, message, messageRef }) => {
      const text = wordsOfServer(message, messageRef);
      return [path, `${text.charAt(0).toUpperCase()}${text.slice(1)}`];
    });
    // Shown before the focus goes there: this is no event of the browser, after which React would do so at once.
    flushSync(() => setFaults(Object.fromEntries(found) as Faults));
    focusFirstError(form);
  };
  const send = (form: HTMLFormElement) => {
    const typed = z.record(z.string(), z.string()).parse(Object.fromEntries(new FormData(form)));
    const found = fieldNames.flatMap((name) => {
      const fault = faultOf(name, typed[name] ?? '');
      return fault === undefined ? [] : [[name, fault]];
    });
    setFaults(Object.fromEntries(found) as Faults);
    if (found.length > 0) {
      focusFirstError(form);
      return;
    }
    setWaitUntil(null);
    const body = SetupBody.parse(typed);
    setup.mutate(body, {
      onSuccess: ({ email }) => {
        setLeaving(true);
        onDone({ email, password: body.password });
      },
      onError: (error) => refuse(error, form),
    });
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isSending && waitMs === 0) send(event.currentTarget);
  };

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
