'use client';

import { useTranslations } from 'next-intl';
import { TextField } from '@/components/ui/text-field';

/** Whether what was typed is the name. */
export const isTypedName = (typed: string, name: string): boolean => typed.trim() === name.trim();

interface TypedNameProps {
  name: string;
  value: string;
  onChange: (value: string) => void;
  /** True once the form was sent: from then on a fault is shown. */
  isChecked: boolean;
}

/** Asks for the name of a tenant before something is lost. */
export function TypedName({ name, value, onChange, isChecked }: TypedNameProps) {
  const t = useTranslations('tenants');
  return (
    <TextField
      label={t.rich('typeName', { name: () => <code className="font-mono break-all">{name}</code> })}
      value={value}
      error={isChecked && !isTypedName(value, name) ? t('typeNameWrong') : undefined}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
