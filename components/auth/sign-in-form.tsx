'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import * as z from 'zod';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { useFormats } from '@/lib/client/format/formats';
import { useHydrated, useNow } from '@/lib/client/format/now';
import { signIn } from '@/lib/client/session';

const Fields = z.object({
  email: z.email(),
  password: z.string().min(1),
});
type Fields = z.infer<typeof Fields>;

interface SignInFormProps {
  /** Goes on, once signed in; the button keeps turning while this leaves the page. */
  onSignedIn: () => void;
  hasSessionEnded: boolean;
  email?: string | undefined;
}

/** E-mail and password; keeps what was typed when an attempt is refused. */
export function SignInForm({ onSignedIn, hasSessionEnded, email: knownEmail = '' }: SignInFormProps) {
  const t = useTranslations('frame');
  const format = useFormats();
  const form = useForm<Fields>({
    resolver: zodResolver(Fields),
    defaultValues: { email: knownEmail, password: '' },
    mode: 'onTouched',
  });
  const [refusal, setRefusal] = useState<'refused' | 'failed' | null>(null);
  const [waitUntil, setWaitUntil] = useState<number | null>(null);
  const [isVisible, setVisible] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const now = useNow('second');
  const waitMs = waitUntil === null ? 0 : Math.max(0, waitUntil - now);
  // A press before the page is alive would send the form by itself, with the password in the address.
  const isReady = useHydrated();

  const onSubmit = form.handleSubmit(async ({ email, password }) => {
    setRefusal(null);
    const outcome = await signIn(email.trim(), password);
    if (outcome.ok) {
      setLeaving(true);
      onSignedIn();
      return;
    }
    if (outcome.reason === 'throttled') setWaitUntil(outcome.retryAt);
    else setRefusal(outcome.reason);
    form.setFocus('password');
  });

  const { errors, isSubmitting } = form.formState;
  return (
    <form method="post" noValidate onSubmit={(event) => void onSubmit(event)} className="space-y-4">
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
        error={errors.email && t('signIn.emailFault')}
        {...form.register('email')}
      />
      <div className="relative">
        <TextField
          label={t('signIn.password')}
          type={isVisible ? 'text' : 'password'}
          autoComplete="current-password"
          error={errors.password && t('signIn.passwordFault')}
          inputClassName="pr-10"
          {...form.register('password')}
        />
        <button
          type="button"
          aria-pressed={isVisible}
          aria-label={t('signIn.showPassword')}
          onClick={() => setVisible(!isVisible)}
          className="absolute top-6 right-0 grid h-8 w-9 place-items-center rounded-sm text-ink-3 hover:text-ink pointer-coarse:h-11"
        >
          {isVisible ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
        </button>
      </div>
      <Button
        type="submit"
        variant="primary"
        className="h-9 w-full"
        isPending={isSubmitting || isLeaving}
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
