'use client';

import { clsx } from 'clsx';
import { CircleAlert, Minus, Plus } from 'lucide-react';
import { useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { NumberField as AriaNumberField } from 'react-aria-components/NumberField';
import { Text } from 'react-aria-components/Text';
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

/** A native input with label, hint and fault; spreads react-hook-form's `register()`. */
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

interface NumberFieldProps {
  label: ReactNode;
  value: number;
  onChange: (value: number) => void;
  min?: number | undefined;
  max?: number | undefined;
  step?: number | undefined;
  description?: ReactNode;
  error?: ReactNode;
  isDisabled?: boolean | undefined;
  className?: string | undefined;
}

const stepper = 'grid h-full w-8 shrink-0 place-items-center text-ink-2 hover:bg-hover disabled:text-none-mark';

/** A number with steps by button, arrow key and wheel. */
export function NumberField({
  label,
  value,
  onChange,
  min,
  max,
  step,
  description,
  error,
  isDisabled = false,
  className,
}: NumberFieldProps) {
  return (
    <AriaNumberField
      value={value}
      onChange={onChange}
      isDisabled={isDisabled}
      isInvalid={Boolean(error)}
      {...(min === undefined ? {} : { minValue: min })}
      {...(max === undefined ? {} : { maxValue: max })}
      {...(step === undefined ? {} : { step })}
      className={className ?? ''}
    >
      <Label className="mb-1 block font-medium">{label}</Label>
      <Group className="control flex w-36 items-center overflow-hidden !px-0">
        <Button slot="decrement" className={`${stepper} border-r border-line`}>
          <Minus aria-hidden className="size-3.5" />
        </Button>
        <Input className="h-full w-full min-w-0 bg-transparent px-2 text-center tabular-nums outline-none" />
        <Button slot="increment" className={`${stepper} border-l border-line`}>
          <Plus aria-hidden className="size-3.5" />
        </Button>
      </Group>
      {description ? (
        <Text slot="description" className="mt-1 block text-xs text-ink-3">
          {description}
        </Text>
      ) : null}
      <FieldError className="mt-1 flex items-start gap-1 text-xs text-fail">
        <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
        <span>{error}</span>
      </FieldError>
    </AriaNumberField>
  );
}
