'use client';

import { RadioGroup } from '@/components/ui/radio-group';
import type { BackupOptions } from '@/lib/contracts/backup';
import { recoveryPointTypes } from '@/lib/contracts/recovery-point';

type BackupType = (typeof recoveryPointTypes)[number];

const words: Record<BackupType, { label: string; one: string; many: string }> = {
  INCREMENTAL: {
    label: 'Incremental',
    one: 'Only what has changed since the last backup. Quick and small.',
    many: 'Only what has changed since the last backup. A machine for which that is not possible gets a full one.',
  },
  FULL: {
    label: 'Full',
    one: 'Everything, independent of earlier backups. Takes longer.',
    many: 'Everything, independent of earlier backups. Takes longer.',
  },
};

export interface BackupTypeChoiceProps {
  value: BackupType;
  onChange: (type: BackupType) => void;
  /** The choices of the one machine; undefined for many machines, each of which decides for itself. */
  types: BackupOptions['types'] | undefined;
}

/** Full or incremental; what is not possible says why. */
export function BackupTypeChoice({ value, onChange, types }: BackupTypeChoiceProps) {
  return (
    <RadioGroup<BackupType>
      label="Type"
      value={value}
      onChange={onChange}
      options={[...recoveryPointTypes].reverse().map((name) => {
        const known = types?.find((type) => type.name === name);
        const isRefused = known !== undefined && !known.allowed;
        return {
          value: name,
          label: words[name].label,
          isDisabled: isRefused,
          description: isRefused
            ? (known.reason ?? 'Not possible for this machine now.')
            : types
              ? words[name].one
              : words[name].many,
        };
      })}
    />
  );
}
