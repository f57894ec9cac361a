import { clsx } from 'clsx';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

export interface NoticeProps {
  tone?: 'info' | 'ok' | 'late' | 'fail' | undefined;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits; none for what was there from the start. */
  role?: 'alert' | 'status' | undefined;
  className?: string | undefined;
}

const styles = {
  info: { box: 'border-line-strong bg-sunken', ink: 'text-ink-2', icon: <Info aria-hidden /> },
  ok: { box: 'border-transparent bg-ok-soft', ink: 'text-ok', icon: <CircleCheck aria-hidden /> },
  late: { box: 'border-transparent bg-late-soft', ink: 'text-late', icon: <TriangleAlert aria-hidden /> },
  fail: { box: 'border-transparent bg-fail-soft', ink: 'text-fail', icon: <CircleAlert aria-hidden /> },
} as const;

/** A message that stays while it is true. */
export function Notice({ tone = 'info', title, children, action, role, className }: NoticeProps) {
  const style = styles[tone];
  return (
    <div role={role} className={clsx('flex items-start gap-2.5 rounded-sm border px-3 py-2.5', style.box, className)}>
      <span className={clsx('mt-0.5 shrink-0 [&>svg]:size-4', style.ink)}>{style.icon}</span>
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className="text-ink-2">{children}</div> : null}
      </div>
      {action ? <div className="shrink-0">{action}</div> : null}
    </div>
  );
}
