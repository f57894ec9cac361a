import { useId } from 'react';
import type { ReactNode } from 'react';
import { Field, describedBy } from './field';

export interface TimeFieldProps {
  label: ReactNode;
  /** `02:00`; empty while it is incomplete. */
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
}

/** A time of day, in the browser's own control. */
export function TimeField({ label, value, onChange, description, error, className }: TimeFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} description={description} error={error} className={className}>
      <input
        id={id}
        type="time"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, description, error)}
        className="control !w-32 tabular-nums"
      />
    </Field>
  );
}
