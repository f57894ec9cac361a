'use client';

import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatExact, fromLocalInput, toLocalInput } from '@/lib/client/format/time';
import { describedBy, Field } from './field';

export interface DateTimeFieldProps {
  label: ReactNode;
  /** ISO 8601 in UTC, or null when nothing is set. */
  value: string | null;
  onChange: (value: string | null) => void;
  min?: string | null | undefined;
  max?: string | null | undefined;
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
  min = null,
  max = null,
  optional,
  description,
  error,
  className,
}: DateTimeFieldProps) {
  const id = useId();
  const timeZone = useTimeZone();
  const shown = value === null ? '' : toLocalInput(value, timeZone);
  // A half-typed date has no value yet; keep what the person typed until it has one.
  const [draft, setDraft] = useState<string | null>(null);
  const hint = (
    <>
      {value === null ? timeZone : `${formatExact(value, timeZone)} · ${formatExact(value, 'UTC')}`}
      {description ? <span className="block">{description}</span> : null}
    </>
  );
  return (
    <Field id={id} label={label} optional={optional} description={hint} error={error} className={className}>
      <input
        id={id}
        type="datetime-local"
        value={draft ?? shown}
        min={min === null ? undefined : toLocalInput(min, timeZone)}
        max={max === null ? undefined : toLocalInput(max, timeZone)}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
        onChange={(event) => {
          const instant = fromLocalInput(event.target.value, timeZone);
          setDraft(instant === null ? event.target.value : null);
          onChange(instant);
        }}
        onBlur={() => setDraft(null)}
        className="control tabular-nums"
      />
    </Field>
  );
}
