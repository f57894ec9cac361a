'use client';

import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { NumberField as AriaNumberField } from 'react-aria-components/NumberField';
import { AriaField } from './aria-field';

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
      <AriaField label={label} description={description} error={error}>
        <Group className="control flex w-36 items-center overflow-hidden !px-0">
          <Button slot="decrement" className={`${stepper} border-r border-line`}>
            <Minus aria-hidden className="size-3.5" />
          </Button>
          <Input className="h-full w-full min-w-0 bg-transparent px-2 text-center tabular-nums outline-none" />
          <Button slot="increment" className={`${stepper} border-l border-line`}>
            <Plus aria-hidden className="size-3.5" />
          </Button>
        </Group>
      </AriaField>
    </AriaNumberField>
  );
}
