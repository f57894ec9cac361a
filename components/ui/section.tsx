import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

export interface SectionProps {
  title: ReactNode;
  /** Number beside the title. */
  count?: number | undefined;
  action?: ReactNode;
  className?: string | undefined;
  /** False when the children bring their own padding, such as lists and tables. */
  padded?: boolean | undefined;
  children: ReactNode;
}

/** A titled panel, named after its title for screen readers. */
export function Section({ title, count, action, className, padded = true, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classNames('panel min-w-0', className)}>
      <div className="flex min-h-11 items-center gap-2 border-b border-line px-4">
        <h2 id={id} className="text-sm">
          {title}
        </h2>
        {count === undefined ? null : <span className="text-xs text-ink-3 tabular-nums">{count}</span>}
        {action ? <div className="ml-auto">{action}</div> : null}
      </div>
      <div className={padded ? 'p-4' : undefined}>{children}</div>
    </section>
  );
}
