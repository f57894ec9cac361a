'use client';

import { clsx } from 'clsx';
import { useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { describedBy, Field } from './field';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'className'> {
  label: ReactNode;
  hideLabel?: boolean | undefined;
  optional?: boolean | undefined;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
  inputClassName?: string | undefined;
}

/** A native input with label, description and error. */
export function TextField({
  label,
  hideLabel,
  optional,
  description,
  error,
  className,
  inputClassName,
  ...input
}: TextFieldProps) {
  const made = useId();
  const id = input.id ?? made;
  return (
    <Field
      id={id}
      label={label}
      hideLabel={hideLabel}
      optional={optional}
      description={description}
      error={error}
      className={className}
    >
      <input
        type="text"
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, description, error)}
        className={clsx('control', inputClassName)}
      />
    </Field>
  );
}
