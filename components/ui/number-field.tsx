'use client';

import { CircleAlert, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { NumberField as AriaNumberField } from 'react-aria-components/NumberField';
import { Text } from 'react-aria-components/Text';

export interface NumberFieldProps {
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
