'use client';

import { ChevronDown } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';

export interface Choice {
  /** Empty: nothing is chosen. */
  value: string;
  label: string;
}

export interface ChoiceMenuProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
  /** False when the first choice is no filter but a choice like the others, such as an order. */
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
        <MenuItem key={choice.value} isCurrent={choice.value === value} onAction={() => onChange(choice.value)}>
          {choice.label}
        </MenuItem>
      ))}
    </Menu>
  );
}
