'use client';

import { useId } from 'react';
import type { ReactNode } from 'react';
import { tooltipProps } from './tooltip-layer';
import { buttonStyle } from './link-button';
import type { ButtonSize, ButtonVariant } from './link-button';

interface RefusedButtonProps {
  /** Why it is not allowed now, shown on hover and focus. */
  reason: string;
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
  children: ReactNode;
}

/**
 * A button that is not allowed now. It does nothing, but is focusable, so that keyboard users get the reason as well.
 */
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
