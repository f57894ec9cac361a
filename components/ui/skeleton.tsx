import type { ReactNode } from 'react';
import { classNames } from './class-names';

/** A grey shape where content will be; give it the size of the content. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <span aria-hidden className={classNames('block animate-shimmer rounded-xs bg-line', className)} />;
}

/** Says to screen readers that something loads; put skeletons inside. */
export function Loading({
  label,
  className,
  children,
}: {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div role="status" aria-busy="true" className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}
