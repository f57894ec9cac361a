'use client';

import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';

export interface SwitchProps extends Omit<
  ComponentProps<'input'>,
  'type' | 'role' | 'onChange' | 'className' | 'children'
> {
  label: ReactNode;
  description?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  className?: string | undefined;
}

/** On or off, in effect at once. */
export function Switch({ label, description, checked, onChange, className, ...input }: SwitchProps) {
  return (
    <label
      className={classNames(
        'inline-flex min-h-6 items-start gap-2.5 pointer-coarse:min-h-11 pointer-coarse:items-center',
        className,
      )}
    >
      <input
        {...input}
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="relative mt-0.5 h-5 w-8 shrink-0 appearance-none rounded-full border border-control bg-sunken transition-colors before:absolute before:top-1/2 before:left-0.5 before:size-3.5 before:-translate-y-1/2 before:rounded-full before:bg-control before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-3 checked:before:bg-white disabled:opacity-55"
      />
      <span className="min-w-0 pt-0.5">
        {label}
        {description ? <span className="block text-xs text-ink-3">{description}</span> : null}
      </span>
    </label>
  );
}
