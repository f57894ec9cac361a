'use client';

import { useTranslations } from 'next-intl';
import { RadioGroup } from '@/components/ui/radio-group';
import { roles } from '@/lib/contracts/me';
import type { Role } from '@/lib/contracts/me';

interface RoleChoiceProps {
  label: string;
  hideLabel?: boolean | undefined;
  value: Role;
  onChange: (role: Role) => void;
  /** Those that can be chosen; all by default. */
  choices?: readonly Role[] | undefined;
}

/** One of the roles, each with what it may do spelled out, from the least rights to the most. */
export function RoleChoice({ label, hideLabel, value, onChange, choices = roles }: RoleChoiceProps) {
  const t = useTranslations('frame');
  return (
    <RadioGroup
      label={label}
      hideLabel={hideLabel}
      options={choices.map((role) => ({ value: role, label: t(`role.${role}`), description: t(`roleMay.${role}`) }))}
      value={value}
      onChange={onChange}
    />
  );
}
