'use client';

import type { ReactElement, ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import type { TooltipProps } from 'react-aria-components/Tooltip';

/** A short hint on hover and focus; `children` must be one focusable react-aria element, such as our Button. */
export function Tooltip({
  text,
  placement = 'bottom',
  children,
}: {
  text: ReactNode;
  placement?: TooltipProps['placement'];
  children: ReactElement;
}) {
  return (
    <TooltipTrigger delay={400} closeDelay={80}>
      {children}
      <AriaTooltip
        placement={placement ?? 'bottom'}
        offset={6}
        className="z-50 max-w-72 rounded-sm bg-ink px-2 py-1 text-xs text-canvas shadow-overlay data-entering:animate-fade-in"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
