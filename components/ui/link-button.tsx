import type { Route } from 'next';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { buttonStyle } from './button-style';
import type { ButtonSize, ButtonVariant } from './button-style';

export interface LinkButtonProps extends Omit<ComponentProps<typeof Link>, 'className' | 'children' | 'href'> {
  href: Route;
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  icon?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** Goes somewhere, looks like a button. */
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
