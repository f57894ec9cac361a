import { clsx } from 'clsx';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import type { NotKeptState } from './timeline-marks';

const inks: Record<RecoveryPointStatus, string> = {
  SUCCESS: 'text-ok-mark',
  PARTIAL: 'text-late-mark',
  FAILED: 'text-fail-mark',
  RUNNING: 'text-run-mark',
  REMOVED: 'text-none-mark',
  UNKNOWN: 'text-none-mark',
};

interface MarkShapeProps {
  x: number;
  y: number;
  type: RecoveryPoint['type'];
  status: RecoveryPointStatus;
}

/**
 * A full point is a square (so is one of an unknown kind), an incremental one a circle. Complete is filled, partial half filled, failed crossed,
 * removed dashed, unknown hollow, running hollow with a moving core: each can be told without its colour.
 */
export function MarkShape({ x, y, type, status }: MarkShapeProps) {
  const isFull = type !== 'INCREMENTAL';
  const half = isFull ? 5 : 4.5;
  const body = {
    fill: status === 'SUCCESS' ? 'currentColor' : 'var(--color-surface)',
    stroke: 'currentColor',
    strokeWidth: 1.5,
    ...(status === 'REMOVED' ? { strokeDasharray: '2 2' } : {}),
  };
  return (
    <g className={inks[status]}>
      {isFull ? (
        <rect x={x - half} y={y - half} width={half * 2} height={half * 2} rx={1.5} {...body} />
      ) : (
        <circle cx={x} cy={y} r={half} {...body} />
      )}
      {status === 'PARTIAL' ? (
        isFull ? (
          <rect x={x - half} y={y} width={half * 2} height={half} fill="currentColor" />
        ) : (
          <path d={`M${x - half} ${y}a${half} ${half} 0 0 0 ${half * 2} 0z`} fill="currentColor" />
        )
      ) : null}
      {status === 'FAILED' ? (
        <path
          d={`M${x - 2.25} ${y - 2.25}l4.5 4.5m0-4.5l-4.5 4.5`}
          stroke="currentColor"
          strokeWidth={1.5}
          strokeLinecap="round"
        />
      ) : null}
      {status === 'RUNNING' ? (
        <circle cx={x} cy={y} r={2} fill="currentColor" className={clsx('animate-shimmer')} />
      ) : null}
    </g>
  );
}

const timelineRunShapeInks: Record<NotKeptState, string> = {
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
    <g
      className={timelineRunShapeInks[status]}
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={diamond} fill="var(--color-surface)" {...(status === 'SKIPPED' ? { strokeDasharray: '2 2' } : {})} />
      {status === 'MISSED' ? <path d={`M${x - 2.25} ${y}h4.5`} /> : null}
      {status === 'FAILED' ? <path d={`M${x - 1.75} ${y - 1.75}l3.5 3.5m0-3.5l-3.5 3.5`} /> : null}
      {status === 'LATE' ? (
        <path d={`M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}z`} fill="currentColor" stroke="none" />
      ) : null}
    </g>
  );
}
