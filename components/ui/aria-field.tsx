'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';

interface AriaFieldProps {
  label: ReactNode;
  /** Hides the label visually only. */
  hideLabel?: boolean | undefined;
  optional?: boolean | undefined;
  description?: ReactNode;
  error?: ReactNode;
  /** The control. */
  children: ReactNode;
}

/**
 * Label, control, description and error inside a field of React Aria, which connects them; `Field` is the same for
 * native controls.
 */
export function AriaField({
  label,
  hideLabel = false,
  optional = false,
  description,
  error,
  children,
}: AriaFieldProps) {
  const t = useTranslations('ui');
  return (
    <>
      <Label className={hideLabel ? 'sr-only' : 'mb-1 block font-medium'}>
        {label}
        {optional ? <span className="font-normal text-ink-3"> {t('optional')}</span> : null}
      </Label>
      {children}
      {description ? (
        <Text slot="description" className="mt-1 block text-xs text-ink-3">
          {description}
        </Text>
      ) : null}
      <FieldError className="mt-1 flex items-start gap-1 text-xs text-fail">
        <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
        <span>{error}</span>
      </FieldError>
    </>
  );
}
