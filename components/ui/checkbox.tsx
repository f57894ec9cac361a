'use client';

import { clsx } from 'clsx';
import { Check, Minus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ComponentProps, ReactNode } from 'react';

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'onChange' | 'className' | 'children'> {
  label: ReactNode;
  hideLabel?: boolean | undefined;
  checked: boolean;
  /** Some, but not all, of its items. */
  indeterminate?: boolean | undefined;
  onChange: (checked: boolean, event: { shiftKey: boolean }) => void;
  description?: ReactNode;
  className?: string | undefined;
}

/** A native checkbox under a drawn one: the target is at least 24 px, 44 px by touch. */
export function Checkbox({
  label,
  hideLabel = false,
  checked,
  indeterminate = false,
  onChange,
  description,
  className,
  ...input
}: CheckboxProps) {
  const ref = useRef<HTMLInputElement>(null);
  const shift = useRef(false);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <label
      className={clsx(
        'inline-flex min-h-6 items-start gap-2 pointer-coarse:min-h-11 pointer-coarse:items-center',
        hideLabel && 'min-w-6 justify-center pointer-coarse:min-w-11',
        className,
      )}
    >
      <span className="relative mt-1 grid size-4 shrink-0 place-items-center pointer-coarse:mt-0">
        <input
          {...input}
          ref={ref}
          type="checkbox"
          checked={checked}
          onClick={(event) => {
            shift.current = event.shiftKey;
          }}
          onChange={(event) => onChange(event.target.checked, { shiftKey: shift.current })}
          className="peer absolute inset-0 size-4 appearance-none rounded-xs border border-control bg-surface checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:border-line-strong disabled:bg-sunken"
        />
        {indeterminate ? (
          <Minus aria-hidden className="pointer-events-none relative size-3 text-white" strokeWidth={3} />
        ) : (
          <Check
            aria-hidden
            className="pointer-events-none relative hidden size-3 text-white peer-checked:block"
            strokeWidth={3}
          />
        )}
      </span>
      <span className={hideLabel ? 'sr-only' : 'min-w-0 pt-0.5'}>
        {label}
        {description ? <span className="block text-xs text-ink-3">{description}</span> : null}
      </span>
    </label>
  );
}

interface SwitchProps extends Omit<ComponentProps<'input'>, 'type' | 'role' | 'onChange' | 'className' | 'children'> {
  label: ReactNode;
  description?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  className?: string | undefined;
}

/** A switch with immediate effect. */
export function Switch({ label, description, checked, onChange, className, ...input }: SwitchProps) {
  return (
    <label
      className={clsx(
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
