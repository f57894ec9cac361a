import { classNames } from './class-names';

/** A small ring filled to `value` (0..100); decorative, the number stands beside it. */
export function ProgressRing({ value, className }: { value: number; className?: string | undefined }) {
  const percent = Math.max(0, Math.min(100, value));
  return (
    <svg aria-hidden viewBox="0 0 20 20" className={classNames('size-4 -rotate-90', className)}>
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
