'use client';

import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import type { ReactElement, ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import type { TooltipProps } from 'react-aria-components/Tooltip';
import { buttonStyle } from './link-button';
import type { ButtonSize, ButtonVariant } from './link-button';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
  /** While true the button keeps its focus and size, shows a spinner and ignores presses. */
  isPending?: boolean;
  className?: string | undefined;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A verb. At most one primary button for each surface. */
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

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'> {
  /** The name for screen readers and the tooltip. */
  label: string;
  icon: ReactNode;
  variant?: ButtonVariant | undefined;
  className?: string | undefined;
  /** False inside a menu trigger, where the tooltip would overlap the menu. */
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

/** Decorative spinner; the text beside it says what is in progress. Static with reduced motion. */
function Spinner({ className }: { className?: string | undefined }) {
  return <LoaderCircle aria-hidden className={clsx('size-4 shrink-0 motion-safe:animate-spin', className)} />;
}

/** A short tooltip on hover and focus; `children` must be one focusable react-aria element, such as our Button. */
function Tooltip({
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
