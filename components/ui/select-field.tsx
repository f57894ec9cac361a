'use client';

import { clsx } from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { useHydrated } from '@/lib/client/format/now';
import { distinguishLabels } from '@/lib/client/shown-names';
import { AriaField } from './aria-field';
import { optionStyle, popoverStyle } from './menu';

export interface SelectOption {
  value: string;
  label: string;
  /** A second line; for a disabled option, the reason. */
  description?: string | undefined;
  isDisabled?: boolean | undefined;
}

export interface SelectFieldProps {
  label: ReactNode;
  hideLabel?: boolean | undefined;
  options: readonly SelectOption[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string | undefined;
  description?: ReactNode;
  error?: ReactNode;
  isDisabled?: boolean | undefined;
  name?: string | undefined;
  className?: string | undefined;
}

/** One choice from a list. An empty list needs a `description` that says why. */
export function SelectField({
  label,
  hideLabel = false,
  options,
  value,
  onChange,
  placeholder,
  description,
  error,
  isDisabled = false,
  name,
  className,
}: SelectFieldProps) {
  const t = useTranslations('ui');
  const empty = placeholder ?? t('choose');
  // Not in the server's HTML: the hidden field has inline styles, which the page's content security policy forbids
  // there.
  if (!useHydrated())
    return (
      <div className={clsx('block', className)}>
        <span className={hideLabel ? 'sr-only' : 'mb-1 block font-medium'}>{label}</span>
        <div className="control flex items-center gap-2 text-left">
          <span className="min-w-0 flex-1 truncate">
            {options.find((each) => each.value === value)?.label ?? empty}
          </span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-3" />
        </div>
      </div>
    );
  return (
    <Select
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      isDisabled={isDisabled || options.length === 0}
      isInvalid={Boolean(error)}
      disabledKeys={options.filter((option) => option.isDisabled).map((option) => option.value)}
      placeholder={empty}
      {...(name === undefined ? {} : { name })}
      className={clsx('block', className)}
    >
      <AriaField label={label} hideLabel={hideLabel} description={description} error={error}>
        <Button className="control flex items-center gap-2 text-left">
          <SelectValue className="min-w-0 flex-1 truncate data-placeholder:text-ink-3 [&_[slot=description]]:hidden" />
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-3" />
        </Button>
      </AriaField>
      <Popover className={popoverStyle} offset={4}>
        <ListBox className="outline-none">
          {distinguishLabels(options).map((option) => (
            <ListBoxItem key={option.value} id={option.value} textValue={option.label} className={optionStyle}>
              {({ isSelected }) => (
                <>
                  <span className="min-w-0 flex-1">
                    <Text slot="label" className="block">
                      {option.label}
                    </Text>
                    {option.description ? (
                      <Text slot="description" className="block text-xs text-ink-3">
                        {option.description}
                      </Text>
                    ) : null}
                  </span>
                  {isSelected ? <Check aria-hidden className="size-4 shrink-0 text-accent-ink" /> : null}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
