import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** A grey placeholder; give it the size of the content. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <span aria-hidden className={clsx('block animate-shimmer rounded-xs bg-line', className)} />;
}

/** Says to screen readers that something is loading; put skeletons inside. */
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

/** The placeholder of the machine page. */
export function MachineSkeleton() {
  const t = useTranslations('ui');
  return (
    <Loading label={t('machineLoading')}>
      <Skeleton className="h-3 w-32" />
      <Skeleton className="mt-3 h-6 w-56" />
      <Skeleton className="mt-3 mb-5 h-4 w-80 max-w-full" />
      <Skeleton className="mb-4 h-17 rounded-md" />
      <Skeleton className="mb-4 h-52 rounded-md" />
      <Skeleton className="h-80 rounded-md" />
    </Loading>
  );
}
