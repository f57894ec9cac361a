import { clsx } from 'clsx';
import type { Tone } from './badge';

interface ProgressBarProps {
  /** What makes progress, for screen readers. */
  label: string;
  /** 0..100; null when unknown. */
  value: number | null;
  /** The whole state as text, such as "Export 40 %, then store". */
  text: string;
  tone?: Extract<Tone, 'run' | 'ok' | 'late' | 'fail' | 'none'> | undefined;
  className?: string | undefined;
}

const fills = {
  run: 'fill-run-mark',
  ok: 'fill-ok-mark',
  late: 'fill-late-mark',
  fail: 'fill-fail-mark',
  none: 'fill-none-mark',
} as const;

/**
 * One thin bar; drawn in SVG, because a width in server-rendered HTML would be an inline style, which the policy
 * forbids.
 */
export function ProgressBar({ label, value, text, tone = 'run', className }: ProgressBarProps) {
  const percent = value === null ? null : Math.max(0, Math.min(100, value));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      aria-valuetext={text}
      className={clsx('h-1.5 overflow-hidden rounded-full bg-line', className)}
    >
      <svg aria-hidden width="100%" height="100%" viewBox="0 0 100 1" preserveAspectRatio="none" className="block">
        <rect
          width={percent ?? 100}
          height="1"
          className={clsx(
            fills[tone],
            'transition-[width] duration-500',
            percent === null && 'animate-shimmer opacity-40',
          )}
        />
      </svg>
    </div>
  );
}

/** A small ring filled to `value` (0..100); decorative, the number is beside it. */
export function ProgressRing({ value, className }: { value: number; className?: string | undefined }) {
  const percent = Math.max(0, Math.min(100, value));
  return (
    <svg aria-hidden viewBox="0 0 20 20" className={clsx('size-4 -rotate-90', className)}>
      <circle cx="10" cy="10" r="8" fill="none" strokeWidth="3" className="stroke-line-strong" />
      <circle
        cx="10"
        cy="10"
        r="8"
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        pathLength="100"
        strokeDasharray={`${percent} 100`}
        className="stroke-run-mark transition-[stroke-dasharray] duration-500"
      />
    </svg>
  );
}
