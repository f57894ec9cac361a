'use client';

import { useMemo } from 'react';
import { ComboField } from '@/components/ui/combo-field';
import { serverNow } from '@/lib/client/server-clock';
import { localMoment } from '@/lib/time/preview-runs';

/** Browsers list some zones by the names that they had long ago, and take these as well. */
const presentNames = [
  'Africa/Asmara',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
];

export interface TimeZoneFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** The tenant's own, which is named as such. */
  usual: string;
  error?: string | undefined;
}

/** The zone whose clocks and calendar a schedule follows; searched by city or region. */
export function TimeZoneField({ value, onChange, usual, error }: TimeZoneFieldProps) {
  const options = useMemo(() => {
    const now = new Date(serverNow());
    const names = [
      ...new Set([usual, value, 'UTC', ...[...Intl.supportedValuesOf('timeZone'), ...presentNames].sort()]),
    ];
    return names.flatMap((name) => {
      const offset = offsetNow(name, now);
      return offset === null ? [] : [{ value: name, label: name.replaceAll('_', ' '), description: `UTC${offset}` }];
    });
  }, [usual, value]);
  return (
    <ComboField
      label="Time zone"
      options={options}
      value={value}
      onChange={onChange}
      error={error}
      description={
        value === usual
          ? 'Your organisation’s. The local time stays when the clocks change.'
          : 'The local time stays when the clocks change.'
      }
    />
  );
}

function offsetNow(name: string, now: Date): string | null {
  try {
    return localMoment(name, now).offset;
  } catch {
    return null;
  }
}
