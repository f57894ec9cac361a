import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

interface StepFooterProps {
  back?: ReactNode;
  /** Between the buttons, such as why one can't continue. */
  note?: ReactNode;
  next: ReactNode;
  /** As wide as the page, not as a step's panel. */
  isWide?: boolean | undefined;
}

/** For the content above the footer: focused elements are scrolled into view, not under it. */
export const aboveFooter = '[&_:is(a,button,input,[role=spinbutton])]:scroll-mb-32';

/** Back and next; sticky at the bottom, above the navigation of a phone. */
export function StepFooter({ back, note, next, isWide = false }: StepFooterProps) {
  return (
    <div
      data-sticky-footer
      className="pointer-events-none sticky bottom-0 z-20 mt-auto pt-5 max-md:bottom-[calc(3.75rem+env(safe-area-inset-bottom))]"
    >
      <div
        className={clsx(
          'pointer-events-auto flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-line-strong bg-raised px-3 py-2.5 sm:px-4',
          isWide ? undefined : 'max-w-3xl',
        )}
      >
        {back}
        <div className="min-w-0 flex-1 text-xs text-ink-2 max-sm:order-first max-sm:basis-full max-sm:empty:hidden sm:text-right">
          {note}
        </div>
        <div className="max-sm:ml-auto">{next}</div>
      </div>
    </div>
  );
}

/** The heading of a step, which gets the focus after another step. */
export const stepHeadingId = 'restore-step';

let isExpected = false;

/** Records that the next step is opened from a step of another page. */
export function expectStep(): void {
  isExpected = true;
}

/** Whether a step was opened from another one; true only once for each time. */
export function takeExpectedStep(): boolean {
  const was = isExpected;
  isExpected = false;
  return was;
}

export interface IndicatedStep {
  label: string;
  /** Undefined: can't be opened yet. */
  href: Route | undefined;
  state: 'done' | 'current' | 'open';
}

/** The position in a task of several pages, and links back to each. */
export function StepIndicator({ steps }: { steps: readonly IndicatedStep[] }) {
  const t = useTranslations('ui.steps');
  return (
    <nav aria-label={t('label')} className="mb-5">
      <ol className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs sm:gap-x-3">
        {steps.map((step, index) => (
          <li key={step.label} className="flex items-center gap-2 sm:gap-3">
            {index > 0 ? <span aria-hidden className="h-px w-2 bg-line-strong sm:w-8" /> : null}
            <Step step={step} number={index + 1} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Step({ step, number }: { step: IndicatedStep; number: number }) {
  const t = useTranslations('ui.steps');
  const content = (
    <>
      <span
        aria-hidden
        className={clsx(
          'grid size-5.5 shrink-0 place-items-center rounded-full border text-xs font-medium tabular-nums',
          step.state === 'current'
            ? 'border-accent bg-accent text-white'
            : step.state === 'done'
              ? 'border-transparent bg-accent-soft text-accent-ink'
              : 'border-line-strong text-ink-3',
        )}
      >
        {step.state === 'done' ? <Check className="size-3.5" /> : number}
      </span>
      <span className={step.state === 'current' ? 'font-medium text-ink' : 'max-sm:sr-only'}>{step.label}</span>
      {step.state === 'done' ? <span className="sr-only">{t('done')}</span> : null}
    </>
  );
  const style = 'inline-flex min-h-6 items-center gap-1.5 rounded-xs pointer-coarse:min-h-11';
  if (step.state === 'current') {
    return (
      <span aria-current="step" className={style}>
        {content}
      </span>
    );
  }
  if (step.href === undefined) return <span className={clsx(style, 'text-ink-3')}>{content}</span>;
  return (
    <Link href={step.href} className={clsx(style, 'text-ink-2 hover:text-ink hover:underline')}>
      {content}
    </Link>
  );
}

/** One step: its question and its fields. */
export function StepPanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={stepHeadingId} className="panel max-w-3xl">
      <h2 id={stepHeadingId} tabIndex={-1} className="border-b border-line px-4 py-3 text-lg outline-none">
        {title}
      </h2>
      <div className={clsx('space-y-5 p-4', aboveFooter)}>{children}</div>
    </section>
  );
}
