import type { NotKeptState } from './timeline-runs';

const inks: Record<NotKeptState, string> = {
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
    <g className={inks[status]} stroke="currentColor" strokeWidth={1.5} strokeLinecap="round" strokeLinejoin="round">
      <path d={diamond} fill="var(--color-surface)" {...(status === 'SKIPPED' ? { strokeDasharray: '2 2' } : {})} />
      {status === 'MISSED' ? <path d={`M${x - 2.25} ${y}h4.5`} /> : null}
      {status === 'FAILED' ? <path d={`M${x - 1.75} ${y - 1.75}l3.5 3.5m0-3.5l-3.5 3.5`} /> : null}
      {status === 'LATE' ? (
        <path d={`M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}z`} fill="currentColor" stroke="none" />
      ) : null}
    </g>
  );
}
