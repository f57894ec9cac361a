import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import { aboveFooter } from './step-footer';
import { stepHeadingId } from './step-heading';

/** One step: its question and what answers it. */
export function StepPanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={stepHeadingId} className="panel max-w-3xl">
      <h2 id={stepHeadingId} tabIndex={-1} className="border-b border-line px-4 py-3 text-lg outline-none">
        {title}
      </h2>
      <div className={classNames('space-y-5 p-4', aboveFooter)}>{children}</div>
    </section>
  );
}
