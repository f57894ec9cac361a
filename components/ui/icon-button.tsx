'use client';

import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { buttonStyle } from './button-style';
import type { ButtonVariant } from './button-style';
import { Spinner } from './spinner';
import { Tooltip } from './tooltip';

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'> {
  /** The name for screen readers and the tooltip. */
  label: string;
  icon: ReactNode;
  variant?: ButtonVariant | undefined;
  className?: string | undefined;
  /** False inside a menu trigger, where the tooltip would be in the way. */
  tooltip?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button of one icon, 28 px with a mouse and 40 px by touch, with its name as tooltip. */
export function IconButton({ label, icon, variant = 'quiet', className, tooltip = true, ...props }: IconButtonProps) {
  const button = (
    <AriaButton
      {...props}
      aria-label={label}
      className={buttonStyle(variant, 'sm', `w-7 !px-0 pointer-coarse:w-10 ${className ?? ''}`)}
    >
      {props.isPending === true ? <Spinner /> : icon}
    </AriaButton>
  );
  return tooltip ? <Tooltip text={label}>{button}</Tooltip> : button;
}
