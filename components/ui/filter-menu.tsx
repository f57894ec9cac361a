'use client';

import { ChevronDown } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Button } from './button';
import { Checkbox } from './checkbox';
import { Menu, MenuItem, popoverStyle } from './menu';

interface FilterOption<V extends string> {
  value: V;
  label: ReactNode;
  count?: number | undefined;
}

interface FilterMenuProps<V extends string> {
  label: string;
  options: readonly FilterOption<V>[];
  selected: readonly V[];
  onChange: (selected: V[]) => void;
}

/** Filter of a list by some of several values; the button says how many are chosen. */
export function FilterMenu<V extends string>({ label, options, selected: given, onChange }: FilterMenuProps<V>) {
  const t = useTranslations('ui');
  // Inside a sentence, all languages but German use a small letter.
  const inside = useLocale() === 'de' ? label : label.toLowerCase();
  // The URL follows a moment later; a box that jumped back until then would look broken.
  const from = given.join();
  const [draft, setDraft] = useState<{ from: string; selected: V[] } | null>(null);
  // It has followed, or was changed otherwise.
  if (draft !== null && draft.from !== from) setDraft(null);
  const selected = draft?.selected ?? given;
  const choose = (next: V[]) => {
    setDraft({ from, selected: next });
    onChange(next);
  };
  return (
    <DialogTrigger>
      <Button className={selected.length > 0 ? '!border-accent !bg-accent-soft' : ''}>
        {label}
        {selected.length > 0 ? (
          <span className="rounded-full bg-accent px-1.5 text-xs text-white tabular-nums">{selected.length}</span>
        ) : null}
        <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
      </Button>
      <Popover placement="bottom start" offset={4} className={popoverStyle}>
        <Dialog aria-label={t('filterBy', { label: inside })} className="min-w-48 outline-none">
          <ul>
            {options.map((option) => (
              <li key={option.value} className="flex items-center rounded-xs px-2 hover:bg-hover">
                <Checkbox
                  label={option.label}
                  checked={selected.includes(option.value)}
                  onChange={(checked) =>
                    choose(
                      options
                        .map((each) => each.value)
                        .filter((value) => (value === option.value ? checked : selected.includes(value))),
                    )
                  }
                  className="flex-1 py-1"
                />
                {option.count === undefined ? null : (
                  <span className="text-xs text-ink-3 tabular-nums">{option.count}</span>
                )}
              </li>
            ))}
          </ul>
          {selected.length > 0 ? (
            <Button variant="quiet" size="sm" className="mt-1 w-full" onPress={() => choose([])}>
              {t('clear')}
            </Button>
          ) : null}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface Choice {
  /** Empty: nothing is chosen. */
  value: string;
  label: string;
  count?: number | undefined;
}

interface ChoiceMenuProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
  /** False when the first choice is not "no filter", such as in a sort order. */
  isFilter?: boolean;
  className?: string;
}

/** One of several values, as a button that names its state; looks like the filters beside it. */
export function ChoiceMenu({ label, choices, value, onChange, isFilter = true, className = '' }: ChoiceMenuProps) {
  const chosen = choices.find((choice) => choice.value === value);
  const isOn = isFilter && value !== '';
  return (
    <Menu
      label={label}
      placement="bottom start"
      trigger={
        <Button className={`${isOn ? '!border-accent !bg-accent-soft' : ''} max-w-full ${className}`}>
          <span className="truncate">
            {label}
            {isOn || !isFilter ? <span className="font-normal text-ink-2">: {chosen?.label ?? value}</span> : null}
          </span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </Button>
      }
    >
      {choices.map((choice) => (
        <MenuItem
          key={choice.value}
          isCurrent={choice.value === value}
          count={choice.count}
          onAction={() => onChange(choice.value)}
        >
          {choice.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
