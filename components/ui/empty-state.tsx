import type { ReactNode } from 'react';
import { classNames } from './class-names';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** Why it is empty and what next. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string | undefined;
}

/** Says why there is nothing here and offers the next step. */
export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={classNames('flex flex-col items-center px-6 py-12 text-center', className)}>
      {icon ? <div className="mb-3 text-ink-3 [&>svg]:size-6">{icon}</div> : null}
      <p className="font-medium">{title}</p>
      {children ? <div className="mt-1 max-w-prose text-ink-2">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
