'use client';

import { clsx } from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { distinguishLabels } from '@/lib/client/shown-names';
import { AriaField } from './aria-field';
import { optionStyle, popoverStyle } from './menu';

export interface ComboOption {
  value: string;
  label: string;
  description?: string | undefined;
}

export interface ComboFieldProps {
  label: ReactNode;
  options: readonly ComboOption[];
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
}

/** One choice from a long list: typing searches it. */
export function ComboField({ label, options, value, onChange, description, error, className }: ComboFieldProps) {
  const t = useTranslations('ui');
  return (
    <ComboBox
      defaultItems={distinguishLabels(options).map((option) => ({ ...option, id: option.value }))}
      selectedKey={value}
      onSelectionChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      isInvalid={Boolean(error)}
      menuTrigger="input"
      className={clsx('block', className)}
    >
      <AriaField label={label} description={description} error={error}>
        <Group className="control flex items-center !pr-0 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus">
          <Input className="h-full min-w-0 flex-1 bg-transparent outline-none" />
          <Button className="grid h-full w-8 shrink-0 place-items-center text-ink-3">
            <ChevronDown aria-hidden className="size-4" />
          </Button>
        </Group>
      </AriaField>
      <Popover className={popoverStyle} offset={4}>
        <ListBox
          className="outline-none"
          renderEmptyState={() => <p className="px-2 py-1.5 text-ink-2">{t('nothingByThisName')}</p>}
        >
          {(option: ComboOption & { id: string }) => (
            <ListBoxItem id={option.id} textValue={option.label} className={optionStyle}>
              {({ isSelected }) => (
                <>
                  <Text slot="label" className="min-w-0 flex-1 truncate">
                    {option.label}
                  </Text>
                  {option.description ? (
                    <span className="shrink-0 text-xs text-ink-3 tabular-nums">{option.description}</span>
                  ) : null}
                  {isSelected ? <Check aria-hidden className="size-4 shrink-0 text-accent-ink" /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
