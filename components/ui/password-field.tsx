'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ComponentProps } from 'react';
import { TextField } from './text-field';

type PasswordFieldProps = Omit<ComponentProps<typeof TextField>, 'type' | 'inputClassName'> & {
  /** Whether it is one that exists or one that is chosen: password managers offer to fill in or to make one. */
  autoComplete: 'current-password' | 'new-password';
};

/** A password, with a button that shows what was typed. */
export function PasswordField({ className, ...field }: PasswordFieldProps) {
  const t = useTranslations('ui');
  const [isVisible, setVisible] = useState(false);
  return (
    <div className={className ? `relative ${className}` : 'relative'}>
      <TextField {...field} type={isVisible ? 'text' : 'password'} inputClassName="pr-10" />
      <button
        type="button"
        aria-pressed={isVisible}
        aria-label={t('showPassword')}
        onClick={() => setVisible(!isVisible)}
        className="absolute top-6 right-0 grid h-8 w-9 place-items-center rounded-sm text-ink-3 hover:text-ink pointer-coarse:h-11"
      >
        {isVisible ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
      </button>
    </div>
  );
}
