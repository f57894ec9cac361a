'use client';

import { clsx } from 'clsx';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { describedBy, FieldNotes } from './field';

export interface RadioOption<V extends string> {
  value: V;
  label: ReactNode;
  /** A second line; for a disabled option, the reason. */
  description?: ReactNode;
  isDisabled?: boolean | undefined;
}

export interface RadioGroupProps<V extends string> {
  label: ReactNode;
  hideLabel?: boolean | undefined;
  options: readonly RadioOption<V>[];
  value: V | null;
  onChange: (value: V) => void;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
}

/** A few choices side by side with their explanations; a disabled one gives the reason. */
export function RadioGroup<V extends string>({
  label,
  hideLabel = false,
  options,
  value,
  onChange,
  description,
  error,
  className,
}: RadioGroupProps<V>) {
  const id = useId();
  return (
    <fieldset className={className} aria-describedby={describedBy(id, description, error)}>
      <legend className={hideLabel ? 'sr-only' : 'mb-1 font-medium'}>{label}</legend>
      <div className="divide-y divide-line overflow-hidden rounded-sm border border-line-strong">
        {options.map((option) => (
          <label
            key={option.value}
            className={clsx(
              'flex gap-2.5 px-3 py-2 has-focus-visible:bg-hover',
              option.isDisabled
                ? 'cursor-not-allowed text-ink-3'
                : 'cursor-pointer hover:bg-hover has-checked:bg-accent-soft',
            )}
          >
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              disabled={option.isDisabled ?? false}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-control bg-surface checked:border-5 checked:border-accent disabled:border-line-strong disabled:bg-sunken"
            />
            <span className="min-w-0">
              <span className="block">{option.label}</span>
              {option.description ? (
                <span className={clsx('block text-xs', option.isDisabled ? 'text-ink-3' : 'text-ink-2')}>
                  {option.description}
                </span>
              ) : null}
            </span>
          </label>
        ))}
      </div>
      <FieldNotes id={id} description={description} error={error} />
    </fieldset>
  );
}
