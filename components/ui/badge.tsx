import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export type Tone = 'ok' | 'late' | 'fail' | 'run' | 'none' | 'accent';

const tones: Record<Tone, string> = {
  ok: 'border-transparent bg-ok-soft text-ok',
  late: 'border-transparent bg-late-soft text-late',
  fail: 'border-transparent bg-fail-soft text-fail',
  run: 'border-transparent bg-run-soft text-run',
  none: 'border-line-strong text-ink-2',
  accent: 'border-transparent bg-accent-soft text-accent-ink',
};

const inks: Record<Tone, string> = {
  ok: 'text-ok',
  late: 'text-late',
  fail: 'text-fail',
  run: 'text-run',
  none: 'text-ink-2',
  accent: 'text-accent-ink',
};

interface BadgeProps {
  tone?: Tone | undefined;
  icon?: ReactNode;
  /** Without the pill: icon and word only, for dense tables. */
  plain?: boolean | undefined;
  title?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A status: the word always stands there, colour and icon only help. */
export function Badge({ tone = 'none', icon, plain = false, title, className, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex max-w-full gap-1 text-xs font-medium whitespace-nowrap [&>svg]:size-3.5 [&>svg]:shrink-0',
        // A row aligns by the text, not by the lower edge of the icon, which is what the first of centred items would give.
        plain
          ? `items-baseline [&>svg]:self-center ${inks[tone]}`
          : `h-5.5 items-center rounded-full border px-2 ${tones[tone]}`,
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-xs border border-line-strong bg-surface px-1 font-sans text-xs text-ink-3">
      {children}
    </kbd>
  );
}
