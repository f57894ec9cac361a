'use client';

import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { barHeight } from './timeline-layout';
import type { Lane, largestSizes } from './timeline-layout';
import { laneOf, notKeptStates } from './timeline-marks';
import type { LaneId, Mark, NotKeptState, TimelineItem, TimelinePoint } from './timeline-marks';

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
  /** The position of the bar and its height. */
  base: number;
  height: number;
  width: number;
  status: RecoveryPointStatus;
}

/**
 * A point is a bar as tall as its size. Complete is filled, partial half filled, removed dashed, unknown hollow,
 * running hollow with a moving core: each is recognisable without its colour.
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

/** A removed and hidden point: a tick on the axis. */
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
 * A planned backup without a backup in time is a diamond: missed is empty with a bar, failed crossed, late half filled,
 * skipped dashed. Each is recognisable without its colour.
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

type Largest = ReturnType<typeof largestSizes>;

/** The position of a mark in its lane. */
interface MarkBox {
  base: number;
  height: number;
  width: number;
}

/** The box of a mark: a bar at the bottom of its lane, anything else in the middle of it. */
export function markBox({ lane, points }: Mark, lanes: readonly Lane[], largest: Largest, bar: number): MarkBox {
  return boxIn(lane, points, lanes, largest, bar);
}

function boxIn(
  id: LaneId,
  items: readonly TimelineItem[],
  lanes: readonly Lane[],
  largest: Largest,
  bar: number,
): MarkBox {
  const { top, bottom } = lanes.find((lane) => lane.id === id) ?? { top: 0, bottom: 0 };
  if (id !== 'FULL' && id !== 'INCREMENTAL') return { base: (top + bottom) / 2 + 6, height: 12, width: 12 };
  const points = items.filter((item): item is TimelinePoint => item.type !== 'PLANNED');
  return { base: bottom, height: barHeight(points, largest[id]), width: bar };
}

interface PointMarkProps {
  mark: Mark;
  box: MarkBox;
  isActive: boolean;
  /** Whether the panel of one of its points is open. */
  isOpen: boolean;
}

/** A mark at its position in a lane, with a frame when it is hovered or open. */
export function PointMark({ mark: { x, shown }, box: { base, height, width }, isActive, isOpen }: PointMarkProps) {
  const middle = base - height / 2;
  return (
    <g>
      {isActive || isOpen ? (
        <rect
          x={x - width / 2 - 4}
          y={base - height - 4}
          width={width + 8}
          height={height + 6}
          rx={3}
          strokeWidth={isOpen ? 2 : 1.5}
          className={clsx('stroke-accent', isActive ? 'fill-accent-soft' : 'fill-none')}
        />
      ) : null}
      {shown.type === 'PLANNED' ? (
        <RunShape x={x} y={middle} status={shown.status} />
      ) : shown.status === 'FAILED' ? (
        <FailureShape x={x} y={middle} />
      ) : (
        <BarShape x={x} base={base} height={height} width={width} status={shown.status} />
      )}
    </g>
  );
}

interface ExpiryMarkProps {
  x: number;
  point: TimelinePoint;
  lanes: readonly Lane[];
  largest: Largest;
  bar: number;
  isActive: boolean;
}

/** The future end of a point, as tall as the point itself. */
export function ExpiryMark({ x, point, lanes, largest, bar, isActive }: ExpiryMarkProps) {
  const box = boxIn(laneOf(point), [point], lanes, largest, bar);
  return (
    <g className={isActive ? 'text-accent' : 'text-ink-3'}>
      <ExpiryShape x={x} {...box} />
    </g>
  );
}

interface TimelineLegendProps {
  statuses: ReadonlySet<RecoveryPointStatus>;
  runs: ReadonlySet<NotKeptState>;
  hasFolded: boolean;
  hasExpiries: boolean;
}

/** The legend of the shapes in use. */
export function TimelineLegend({ statuses, runs, hasFolded, hasExpiries }: TimelineLegendProps) {
  const common = useTranslations('common.recoveryPoint');
  const t = useTranslations('machine.timeline');
  return (
    <ul aria-label={t('legend')} className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      {recoveryPointStatuses
        .filter((status) => statuses.has(status))
        .map((status) => (
          <Entry
            key={status}
            label={common(status)}
            shape={
              status === 'FAILED' ? (
                <FailureShape x={7} y={7} />
              ) : (
                <BarShape x={7} base={13} height={12} width={6} status={status} />
              )
            }
          />
        ))}
      {hasFolded ? <Entry label={t('legendFolded')} shape={<FoldedShape x={7} y={13} />} /> : null}
      {hasExpiries ? (
        <Entry
          label={t('legendExpiry')}
          shape={
            <g className="text-ink-3">
              <ExpiryShape x={7} base={13} height={12} width={6} />
            </g>
          }
        />
      ) : null}
      {notKeptStates
        .filter((state) => runs.has(state))
        .map((state) => (
          <Entry
            key={`planned ${state}`}
            label={t(`runLegend.${state}`)}
            shape={<RunShape x={7} y={7} status={state} />}
          />
        ))}
    </ul>
  );
}

function Entry({ label, shape }: { label: string; shape: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <svg aria-hidden width="14" height="14">
        {shape}
      </svg>
      {label}
    </li>
  );
}
