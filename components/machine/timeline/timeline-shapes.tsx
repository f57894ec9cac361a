import type { RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import type { NotKeptState } from './timeline-marks';

const inks: Record<RecoveryPointStatus, string> = {
  SUCCESS: 'text-ok-mark',
  PARTIAL: 'text-late-mark',
  FAILED: 'text-fail-mark',
  RUNNING: 'text-run-mark',
  REMOVED: 'text-none-mark',
  UNKNOWN: 'text-none-mark',
};

interface BarShapeProps {
  x: number;
  /** Where the bar stands, and how far it rises. */
  base: number;
  height: number;
  width: number;
  status: RecoveryPointStatus;
}

/**
 * A point is a bar as tall as its size. Complete is filled, partial half filled, removed dashed, unknown hollow, running hollow
 * with a moving core: each can be told without its colour.
 */
export function BarShape({ x, base, height, width, status }: BarShapeProps) {
  const isFilled = status === 'SUCCESS';
  const box = { x: x - width / 2, y: base - height, width, height, rx: 1 };
  return (
    <g className={inks[status]}>
      <rect
        {...box}
        fill={isFilled ? 'currentColor' : 'var(--color-surface)'}
        stroke="currentColor"
        strokeWidth={isFilled ? 0 : 1}
        {...(status === 'REMOVED' ? { strokeDasharray: '2 2' } : {})}
      />
      {status === 'PARTIAL' ? <rect {...box} y={base - height / 2} height={height / 2} fill="currentColor" /> : null}
      {status === 'RUNNING' ? <rect {...box} fill="currentColor" className="animate-shimmer" /> : null}
    </g>
  );
}

/** When a point will be removed: the outline of its bar. */
export function ExpiryShape({ x, base, height, width }: Omit<BarShapeProps, 'status'>) {
  return (
    <rect
      x={x - width / 2}
      y={base - height}
      width={width}
      height={height}
      rx={1}
      fill="none"
      stroke="currentColor"
      strokeDasharray="1.5 1.5"
    />
  );
}

/** A failed backup is a cross: it has no size. */
export function FailureShape({ x, y }: { x: number; y: number }) {
  return (
    <path
      d={`M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7`}
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      className={inks.FAILED}
    />
  );
}

/** A point that was removed and is folded away: a tick on the axis. */
export function FoldedShape({ x, y }: { x: number; y: number }) {
  return <path d={`M${x} ${y - 5}v5`} stroke="currentColor" className={inks.REMOVED} />;
}

const runInks: Record<NotKeptState, string> = {
  MISSED: 'text-fail-mark',
  FAILED: 'text-fail-mark',
  LATE: 'text-late-mark',
  SKIPPED: 'text-none-mark',
};
const half = 6;

/**
 * A planned backup that was not kept is a diamond: missed is empty with a bar, failed crossed, late half filled, skipped
 * dashed. Each can be told without its colour.
 */
export function RunShape({ x, y, status }: { x: number; y: number; status: NotKeptState }) {
  const diamond = `M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}L${x - half} ${y}z`;
  return (
    <g className={runInks[status]} stroke="currentColor" strokeWidth={1.5} strokeLinecap="round" strokeLinejoin="round">
      <path d={diamond} fill="var(--color-surface)" {...(status === 'SKIPPED' ? { strokeDasharray: '2 2' } : {})} />
      {status === 'MISSED' ? <path d={`M${x - 2.25} ${y}h4.5`} /> : null}
      {status === 'FAILED' ? <path d={`M${x - 1.75} ${y - 1.75}l3.5 3.5m0-3.5l-3.5 3.5`} /> : null}
      {status === 'LATE' ? (
        <path d={`M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}z`} fill="currentColor" stroke="none" />
      ) : null}
    </g>
  );
}
