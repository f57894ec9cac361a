import { clsx } from 'clsx';
import { barHeight } from './timeline-layout';
import type { Lane, largestSizes } from './timeline-layout';
import { laneOf } from './timeline-marks';
import type { LaneId, Mark, TimelineItem, TimelinePoint } from './timeline-marks';
import { BarShape, ExpiryShape, FailureShape, RunShape } from './timeline-shapes';

type Largest = ReturnType<typeof largestSizes>;

/** Where a mark stands in its lane. */
interface MarkBox {
  base: number;
  height: number;
  width: number;
}

/** The box of a mark: a bar on the floor of its lane, anything else in the middle of it. */
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

/** What stands at one place of a lane, with a frame when it is pointed at or open. */
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

/** The end of a point ahead of the present, as tall as the point itself. */
export function ExpiryMark({ x, point, lanes, largest, bar, isActive }: ExpiryMarkProps) {
  const box = boxIn(laneOf(point), [point], lanes, largest, bar);
  return (
    <g className={isActive ? 'text-accent' : 'text-ink-3'}>
      <ExpiryShape x={x} {...box} />
    </g>
  );
}
