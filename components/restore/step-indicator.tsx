import { Check } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { classNames } from '@/components/ui/class-names';

export interface IndicatedStep {
  label: string;
  /** Undefined: can't be gone to yet. */
  href: Route | undefined;
  state: 'done' | 'current' | 'open';
}

/** Where one is in a piece of work of several pages, and the way back to each. */
export function StepIndicator({ steps }: { steps: readonly IndicatedStep[] }) {
  return (
    <nav aria-label="Steps" className="mb-5">
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
  const content = (
    <>
      <span
        aria-hidden
        className={classNames(
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
      {step.state === 'done' ? <span className="sr-only">, done</span> : null}
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
  if (step.href === undefined) return <span className={classNames(style, 'text-ink-3')}>{content}</span>;
  return (
    <Link href={step.href} className={classNames(style, 'text-ink-2 hover:text-ink hover:underline')}>
      {content}
    </Link>
  );
}
