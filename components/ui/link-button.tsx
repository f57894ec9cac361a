import { clsx } from 'clsx';
import type { Route } from 'next';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';

interface LinkButtonProps extends Omit<ComponentProps<typeof Link>, 'className' | 'children' | 'href'> {
  href: Route;
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** A link that looks like a button. */
export function LinkButton({
  variant = 'secondary',
  size = 'md',
  icon,
  className,
  children,
  ...props
}: LinkButtonProps) {
  return (
    <Link {...props} className={buttonStyle(variant, size, className)}>
      {icon}
      {children}
    </Link>
  );
}

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'sm' | 'md';

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-sm border font-medium whitespace-nowrap no-underline select-none transition-colors duration-75 ' +
  'disabled:cursor-not-allowed aria-disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55 pointer-coarse:min-h-10';

const variants: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-white hover:bg-accent-hover data-pressed:bg-accent-hover',
  secondary: 'border-line-strong bg-surface text-ink hover:bg-hover data-pressed:bg-sunken',
  quiet:
    'border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink data-pressed:bg-sunken aria-expanded:bg-hover aria-expanded:text-ink',
  danger: 'border-transparent bg-danger text-white hover:bg-danger-hover data-pressed:bg-danger-hover',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 px-2 text-xs pointer-coarse:px-3 pointer-coarse:text-sm',
  md: 'h-8 px-3 text-sm',
};

/** The style that buttons and links that look like buttons share. */
export function buttonStyle(variant: ButtonVariant, size: ButtonSize, className?: string): string {
  return clsx(base, variants[variant], sizes[size], className);
}
