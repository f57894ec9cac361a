'use client';

import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Button } from './button';
import { DateTimeField } from './date-time-field';
import { popoverStyle } from './menu';

interface TimeRangeFilterProps {
  label: string;
  from: string | undefined;
  to: string | undefined;
  onChange: (changes: { from?: string | null; to?: string | null }) => void;
}

/** Filter of a list by the time between two moments, each of which may be left open. */
export function TimeRangeFilter({ label, from, to, onChange }: TimeRangeFilterProps) {
  const t = useTranslations('ui');
  const isReversed = from !== undefined && to !== undefined && from > to;
  const isSet = from !== undefined || to !== undefined;
  return (
    <DialogTrigger>
      <Button className={isSet ? '!border-accent !bg-accent-soft' : ''}>
        {label}
        <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
      </Button>
      <Popover placement="bottom start" offset={4} className={`${popoverStyle} !max-h-none`}>
        <Dialog aria-label={t('filterBy', { label })} className="w-72 space-y-3 p-2 outline-none">
          <DateTimeField
            label={t('timeRange.from')}
            optional
            value={from ?? null}
            onChange={(next) => onChange({ from: next })}
          />
          <DateTimeField
            label={t('timeRange.to')}
            optional
            value={to ?? null}
            onChange={(next) => onChange({ to: next })}
            error={isReversed ? t('timeRange.reversed') : undefined}
          />
          {isSet ? (
            <Button variant="quiet" size="sm" className="w-full" onPress={() => onChange({ from: null, to: null })}>
              {t('clear')}
            </Button>
          ) : null}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
