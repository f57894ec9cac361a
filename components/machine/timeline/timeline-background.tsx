import { useId } from 'react';
import type { EmptyStretch, Lane } from './timeline-layout';
import { FoldedShape } from './timeline-mark';
import { xOf } from './timeline-marks';
import type { DayTick, LaneId, TimelineRun, TimeRange } from './timeline-marks';

/** The window of a run may be minutes long; its gap must be visible in 90 days as well. */
const narrowestGap = 3;
/** Approximate width of a small letter: a text that does not fit is shown only below the chart. */
const letterWidth = 6.5;

interface TimelineBackgroundProps {
  /** Planned backups without a result: their windows are hatched. */
  gaps: readonly TimelineRun[];
  /** The empty range, and its reason. */
  empty: (EmptyStretch & { words: string }) | null;
  /** Positions of removed points that are hidden. */
  folded: readonly number[];
  axis: TimeRange;
  now: number;
  ticks: readonly DayTick[];
  /** Days or weeks of the grid. */
  grid: readonly number[];
  lanes: readonly Lane[];
  /** Name of each lane and the meaning of its height. */
  laneWords: Readonly<Record<LaneId, { name: string; scale: string }>>;
  words: { now: string; ahead: string };
  plotHeight: number;
  /** Left end and width of the plot; names of the lanes are beside it, or inside where there is no space. */
  left: number;
  plot: number;
  isNarrow: boolean;
}

/** Lanes with their names, the grid of days, the present, gaps, and why a range is empty. */
export function TimelineBackground(props: TimelineBackgroundProps) {
  const { gaps, empty, folded, axis, now, ticks, grid, lanes, laneWords, words, plotHeight, left, plot, isNarrow } =
    props;
  const pattern = `${useId()}-gap`;
  const top = lanes[0]?.top ?? 0;
  const nowX = xOf(now, axis, plot);
  const emptyWidth = empty ? xOf(empty.to, axis, plot) : 0;
  const isAhead = plot - nowX > 24;
  return (
    <g transform={`translate(${left} 0)`} aria-hidden>
      <defs>
        <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="fill-fail-soft" />
          <line x1="0" y1="0" x2="0" y2="6" className="stroke-fail-mark" strokeWidth="1.5" strokeOpacity="0.45" />
        </pattern>
      </defs>
      {isAhead ? <rect x={nowX} y={top} width={plot - nowX} height={plotHeight - top} className="fill-sunken" /> : null}
      {empty ? <rect x={0} y={top} width={emptyWidth} height={plotHeight - top} className="fill-sunken" /> : null}
      {grid.map((at) => (
        <line
          key={at}
          x1={xOf(at, axis, plot)}
          x2={xOf(at, axis, plot)}
          y1={top}
          y2={plotHeight}
          className="stroke-line"
          strokeOpacity={0.7}
        />
      ))}
      {gaps.map((gap) => {
        const from = Math.max(0, xOf(gap.at, axis, plot));
        const to = Math.min(plot, Math.max(xOf(Math.min(gap.windowEndsAt, now), axis, plot), from + narrowestGap));
        return to <= 0 || from >= plot ? null : (
          <rect
            key={gap.guid}
            x={from}
            y={top}
            width={Math.max(0, to - from)}
            height={plotHeight - top}
            fill={`url(#${pattern})`}
          />
        );
      })}
      {lanes.map(({ id, bottom }) => (
        <line key={id} x1={-left} x2={plot} y1={bottom} y2={bottom} className="stroke-line-strong" />
      ))}
      {lanes.map(({ id, top: laneTop, bottom }) => (
        <text
          key={id}
          x={isNarrow ? 0 : 8 - left}
          y={isNarrow ? laneTop + 11 : bottom - (laneWords[id].scale === '' ? 8 : 23)}
          paintOrder="stroke"
          strokeWidth={3}
          className="fill-ink-2 stroke-surface text-xs"
        >
          {laneWords[id].name}
          {laneWords[id].scale === '' ? null : (
            <tspan {...(isNarrow ? { dx: 6 } : { x: 8 - left, dy: 15 })} className="fill-ink-3 tabular-nums">
              {laneWords[id].scale}
            </tspan>
          )}
        </text>
      ))}
      {empty && emptyWidth > empty.words.length * letterWidth + 16 ? (
        <text
          x={emptyWidth / 2}
          y={top + 32}
          textAnchor="middle"
          paintOrder="stroke"
          strokeWidth={4}
          className="fill-ink-2 stroke-sunken text-xs"
        >
          {empty.words}
        </text>
      ) : null}
      {folded.map((x) => (
        <FoldedShape key={x} x={x} y={plotHeight} />
      ))}
      {ticks.map(({ at, label }) => {
        const x = xOf(at, axis, plot);
        return (
          <g key={at}>
            <line x1={x} x2={x} y1={plotHeight} y2={plotHeight + 4} className="stroke-line-strong" />
            <text
              x={Math.min(Math.max(x, 14), plot - 14)}
              y={plotHeight + 18}
              textAnchor="middle"
              className="fill-ink-3 text-xs tabular-nums"
            >
              {label}
            </text>
          </g>
        );
      })}
      {now <= axis.to ? (
        <>
          <line x1={nowX} x2={nowX} y1={top - 2} y2={plotHeight} className="stroke-accent" />
          <text x={nowX} y={top - 6} textAnchor={isAhead ? 'middle' : 'end'} className="fill-accent-ink text-xs">
            {words.now}
          </text>
        </>
      ) : null}
      {plot - nowX > words.ahead.length * letterWidth + 40 ? (
        <text x={plot} y={top - 6} textAnchor="end" className="fill-ink-3 text-xs">
          {words.ahead}
        </text>
      ) : null}
    </g>
  );
}
