'use client';

import { parseDateTime, parseTime } from '@internationalized/date';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { DateField as AriaDateField, DateInput, DateSegment } from 'react-aria-components/DateField';
import { TimeField as AriaTimeField } from 'react-aria-components/TimeField';
import { useFormats } from '@/lib/client/format/formats';
import { useHydrated } from '@/lib/client/format/now';
import { fromLocalInput, toLocalInput } from '@/lib/client/format/local-time';
import { AriaField } from './aria-field';
import { IconButton } from './button';

interface TimeFieldProps {
  label: ReactNode;
  /** `02:00`; empty while none was chosen. */
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
}

/** A time of day on a 24-hour clock, typed part by part. */
export function TimeField({ label, value, onChange, description, error, className }: TimeFieldProps) {
  const [round, revert] = useRevert();
  const time = useMemo(() => (value === '' ? null : parseTime(value)), [value]);
  if (!useHydrated()) return <Unready label={label} className={className} width="w-24" />;
  return (
    <AriaTimeField
      key={round}
      value={time}
      onChange={(next) => onChange(next === null ? '' : next.toString().slice(0, 5))}
      onBlur={revert}
      hourCycle={24}
      shouldForceLeadingZeros
      isInvalid={Boolean(error)}
      className={clsx('block', className)}
    >
      <AriaField label={label} description={description} error={error}>
        <Segments className="!w-24" />
      </AriaField>
    </AriaTimeField>
  );
}

export interface DateTimeFieldProps {
  label: ReactNode;
  /** ISO 8601 in UTC, or null when nothing is set. */
  value: string | null;
  onChange: (value: string | null) => void;
  optional?: boolean | undefined;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
}

/** Day and time in the viewer's zone, which it names; the value is the moment in UTC. */
export function DateTimeField({
  label,
  value,
  onChange,
  optional = false,
  description,
  error,
  className,
}: DateTimeFieldProps) {
  const t = useTranslations('ui');
  const format = useFormats();
  const { timeZone } = format;
  const [round, revert] = useRevert();
  const shown = useMemo(
    () => (value === null ? null : parseDateTime(toLocalInput(value, timeZone))),
    [value, timeZone],
  );
  if (!useHydrated()) return <Unready label={label} optional={optional} className={className} width="w-full" />;
  return (
    <AriaDateField
      key={round}
      value={shown}
      onChange={(next) => onChange(next === null ? null : fromLocalInput(next.toString().slice(0, 16), timeZone))}
      onBlur={revert}
      granularity="minute"
      hourCycle={24}
      shouldForceLeadingZeros
      isInvalid={Boolean(error)}
      className={clsx('block', className)}
    >
      <AriaField
        label={label}
        optional={optional}
        description={
          <>
            {value === null ? timeZone : `${format.exact(value)} · ${format.exact(value, 'UTC')}`}
            {description ? <span className="block">{description}</span> : null}
          </>
        }
        error={error}
      >
        <div className="flex items-center gap-1">
          <Segments />
          {optional && value !== null ? (
            <IconButton
              label={t('clear')}
              icon={<X aria-hidden className="size-4" />}
              onPress={() => onChange(null)}
              tooltip={false}
            />
          ) : null}
        </div>
      </AriaField>
    </AriaDateField>
  );
}

/** A partial input is not a value: when the focus leaves, the field shows its value again. */
function useRevert(): [number, () => void] {
  const [round, setRound] = useState(0);
  return [round, () => setRound((before) => before + 1)];
}

function Segments({ className }: { className?: string }) {
  return (
    <DateInput className={clsx('control flex items-center tabular-nums', className)}>
      {(segment) => (
        <DateSegment
          segment={segment}
          className="inline-grid h-6 min-w-6 place-items-center rounded-xs px-px outline-none data-focused:bg-accent data-focused:text-white data-placeholder:text-ink-3 data-placeholder:data-focused:text-white data-[type=literal]:min-w-0 data-[type=literal]:whitespace-pre"
        />
      )}
    </DateInput>
  );
}

interface UnreadyProps {
  label: ReactNode;
  optional?: boolean;
  width: string;
  className?: string | undefined;
}

/** Not in the server's HTML: the parts have inline styles, which the page's content security policy forbids there. */
function Unready({ label, optional = false, width, className }: UnreadyProps) {
  const t = useTranslations('ui');
  return (
    <div className={className}>
      <span className="mb-1 block font-medium">
        {label}
        {optional ? <span className="font-normal text-ink-3"> {t('optional')}</span> : null}
      </span>
      <div className={clsx('control', width)} />
    </div>
  );
}
