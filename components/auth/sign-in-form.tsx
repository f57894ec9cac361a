'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ChangeEvent, FocusEvent, FormEvent } from 'react';
import * as z from 'zod';
import { Button } from '@/components/ui/button';
import { focusFirstError } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { TextField } from '@/components/ui/text-field';
import { useFormats } from '@/lib/client/format/formats';
import { useHydrated, useNow } from '@/lib/client/format/now';
import { signIn } from '@/lib/client/session';

const Fields = z.object({
  email: z.string().trim().pipe(z.email()),
  password: z.string().min(1),
});
type FieldName = keyof z.infer<typeof Fields>;

interface SignInFormProps {
  /** Called after the sign-in; the button stays busy until the page changes. */
  onSignedIn: () => void;
  hasSessionEnded: boolean;
  email?: string | undefined;
}

/**
 * E-mail and password; keeps the input when an attempt is refused. The fields are uncontrolled, so that input before
 * hydration counts.
 */
export function SignInForm({ onSignedIn, hasSessionEnded, email: knownEmail = '' }: SignInFormProps) {
  const t = useTranslations('frame');
  const format = useFormats();
  const [invalid, setInvalid] = useState<ReadonlySet<FieldName>>(new Set());
  const [refusal, setRefusal] = useState<'refused' | 'failed' | null>(null);
  const [waitUntil, setWaitUntil] = useState<number | null>(null);
  const [isSending, setSending] = useState(false);
  const now = useNow('second');
  const waitMs = waitUntil === null ? 0 : Math.max(0, waitUntil - now);
  // A submit before hydration would send the form natively, with the password in the URL.
  const isReady = useHydrated();

  const validate = (name: FieldName, value: string) => {
    const next = new Set(invalid);
    if (Fields.shape[name].safeParse(value).success) next.delete(name);
    else next.add(name);
    setInvalid(next);
  };
  const inputOf = (name: FieldName) => ({
    name,
    onBlur: (event: FocusEvent<HTMLInputElement>) => validate(name, event.target.value),
    // An invalid field is checked at every key, so that the error disappears as soon as it is valid.
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      if (invalid.has(name)) validate(name, event.target.value);
    },
  });
  const send = async (form: HTMLFormElement) => {
    const values = Fields.safeParse(Object.fromEntries(new FormData(form)));
    if (!values.success) {
      setInvalid(new Set(values.error.issues.map(({ path }) => path[0] as FieldName)));
      focusFirstError(form);
      return;
    }
    setInvalid(new Set());
    setRefusal(null);
    setSending(true);
    const outcome = await signIn(values.data.email, values.data.password);
    if (outcome.ok) {
      onSignedIn();
      return;
    }
    setSending(false);
    if (outcome.reason === 'throttled') setWaitUntil(outcome.retryAt);
    else setRefusal(outcome.reason);
    form.querySelector<HTMLInputElement>('input[name="password"]')?.focus();
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isSending && waitMs === 0) void send(event.currentTarget);
  };

  return (
    <form method="post" noValidate onSubmit={onSubmit} className="space-y-4">
      {hasSessionEnded && refusal === null && waitMs === 0 ? (
        <Notice title={t('session.ended')}>{t('session.endedNote')}</Notice>
      ) : null}
      {waitMs > 0 ? (
        <Notice tone="late" role="alert" title={t('signIn.tooMany')}>
          {t('signIn.wait', { time: format.duration(Math.ceil(waitMs / 1000) * 1000) })}
        </Notice>
      ) : refusal === null ? null : (
        <Notice tone="fail" role="alert">
          {t(`signIn.${refusal}`)}
        </Notice>
      )}
      <TextField
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={knownEmail}
        error={invalid.has('email') && t('signIn.emailFault')}
        {...inputOf('email')}
      />
      <PasswordField
        label={t('signIn.password')}
        autoComplete="current-password"
        error={invalid.has('password') && t('signIn.passwordFault')}
        {...inputOf('password')}
      />
      <Button
        type="submit"
        variant="primary"
        className="h-9 w-full"
        isPending={isSending}
        isDisabled={!isReady || waitMs > 0}
      >
        {t('signIn.submit')}
      </Button>
    </form>
  );
}

/** The form of the sign-in page; `next` is already checked to be a path of this site. */
export function SignInPanel({ next, hasSessionEnded }: { next: string; hasSessionEnded: boolean }) {
  return <SignInForm hasSessionEnded={hasSessionEnded} onSignedIn={() => window.location.assign(next)} />;
}
