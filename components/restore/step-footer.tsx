import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';

export interface StepFooterProps {
  back?: ReactNode;
  /** What stands between, such as why one can't go on. */
  note?: ReactNode;
  next: ReactNode;
  /** As wide as the page, not as a step's panel. */
  isWide?: boolean | undefined;
}

/** For what stands above the footer: where the focus goes is scrolled into sight, not under it. */
export const aboveFooter = '[&_:is(a,button,input)]:scroll-mb-32';

/** Back and on; stays in sight at the bottom, above the navigation of a phone. */
export function StepFooter({ back, note, next, isWide = false }: StepFooterProps) {
  return (
    <div
      className={classNames(
        'sticky bottom-0 z-20 mt-5 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-line-strong bg-raised px-3 py-2.5 max-md:bottom-[calc(3.75rem+env(safe-area-inset-bottom))] sm:px-4',
        isWide ? undefined : 'max-w-3xl',
      )}
    >
      {back}
      <div className="min-w-0 flex-1 text-xs text-ink-2 max-sm:order-first max-sm:basis-full max-sm:empty:hidden sm:text-right">
        {note}
      </div>
      <div className="max-sm:ml-auto">{next}</div>
    </div>
  );
}
