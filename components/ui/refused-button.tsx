'use client';

import { useId } from 'react';
import type { ReactNode } from 'react';
import { tooltipProps } from './tooltip-layer';
import { buttonStyle } from './link-button';
import type { ButtonSize, ButtonVariant } from './link-button';

interface RefusedButtonProps {
  /** Why this person can't do it now, shown on hover and focus. */
  reason: string;
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
  children: ReactNode;
}

/** A verb that is not allowed just now. It does nothing, but takes the focus, so that a keyboard reaches the reason as well. */
export function RefusedButton({ reason, variant = 'secondary', size = 'md', icon, children }: RefusedButtonProps) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        aria-disabled="true"
        aria-describedby={id}
        className={buttonStyle(variant, size)}
        {...tooltipProps(reason)}
      >
        {icon}
        {children}
      </button>
      <span id={id} hidden>
        {reason}
      </span>
    </>
  );
}
