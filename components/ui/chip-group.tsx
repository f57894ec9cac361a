'use client';

import { useId } from 'react';
import type { ReactNode } from 'react';
import { describedBy, FieldNotes } from './field';

export interface ChipOption<V extends string> {
  value: V;
  label: string;
  /** The full text, where the label is short. */
  name?: string | undefined;
}

export interface ChipGroupProps<V extends string> {
  label: ReactNode;
  options: readonly ChipOption<V>[];
  selected: readonly V[];
  /** In the order of the options. */
  onChange: (selected: V[]) => void;
  /** Beside the label, such as shortcuts. */
  action?: ReactNode;
  description?: ReactNode;
  error?: ReactNode;
}

/** Several of a few short options, such as days of the week; each is a native checkbox. */
export function ChipGroup<V extends string>({
  label,
  options,
  selected,
  onChange,
  action,
  description,
  error,
}: ChipGroupProps<V>) {
  const id = useId();
  return (
    <fieldset aria-describedby={describedBy(id, description, error)} data-invalid={error ? true : undefined}>
      <div className="mb-1 flex flex-wrap items-center gap-x-3">
        <legend className="float-left font-medium">{label}</legend>
        {action}
      </div>
      <div className="clear-both flex flex-wrap gap-1.5">
        {options.map((option) => (
          <label
            key={option.value}
            className="relative inline-flex h-8 min-w-10 cursor-pointer items-center justify-center rounded-sm border border-control bg-surface px-2 text-ink-2 select-none hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus pointer-coarse:h-10"
          >
            <input
              type="checkbox"
              className="absolute inset-0 appearance-none outline-none"
              aria-label={option.name}
              checked={selected.includes(option.value)}
              onChange={(event) =>
                onChange(
                  options
                    .map(({ value }) => value)
                    .filter((value) => (value === option.value ? event.target.checked : selected.includes(value))),
                )
              }
            />
            <span aria-hidden={option.name === undefined ? undefined : true}>{option.label}</span>
          </label>
        ))}
      </div>
      <FieldNotes id={id} description={description} error={error} />
    </fieldset>
  );
}
