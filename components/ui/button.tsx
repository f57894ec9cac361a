'use client';

import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { buttonStyle } from './button-style';
import type { ButtonSize, ButtonVariant } from './button-style';
import { Spinner } from './spinner';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
  /** While true the button keeps its focus and its place, shows a spinner and ignores presses. */
  isPending?: boolean;
  className?: string | undefined;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A verb. One primary button for each surface at most. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  isPending = false,
  className,
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton {...props} isPending={isPending} className={buttonStyle(variant, size, className)}>
      {isPending ? <Spinner /> : icon}
      {children}
    </AriaButton>
  );
}
