import { useId } from 'react';
import { xOf } from './timeline-marks';
import type { DayTick, TimelineRun, TimeRange } from './timeline-marks';

/** The window of a run may be minutes long; its gap must be seen in 90 days as well. */
const narrowestGap = 3;

interface TimelineBackgroundProps {
  /** Planned backups that left nothing: their windows are hatched. */
  gaps: readonly TimelineRun[];
  range: TimeRange;
  now: number;
  ticks: readonly DayTick[];
  /** Heights of the lanes, and of the plot above its axis. */
  lanes: readonly number[];
  plotHeight: number;
  /** Width of the plot, and the room beside it. */
  plot: number;
  inset: number;
}

/** Lanes, days, the present, and the windows in which a planned backup should have been made and was not. */
export function TimelineBackground({
  gaps,
  range,
  now,
  ticks,
  lanes,
  plotHeight,
  plot,
  inset,
}: TimelineBackgroundProps) {
  const pattern = `${useId()}-gap`;
  return (
    <g transform={`translate(${inset} 0)`} aria-hidden>
      <defs>
        <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="fill-fail-soft" />
          <line x1="0" y1="0" x2="0" y2="6" className="stroke-fail-mark" strokeWidth="1.5" strokeOpacity="0.45" />
        </pattern>
      </defs>
      {gaps.map((gap) => {
        const from = Math.max(0, xOf(gap.at, range, plot));
        const to = Math.min(plot, Math.max(xOf(Math.min(gap.windowEndsAt, now), range, plot), from + narrowestGap));
        return to <= 0 || from >= plot ? null : (
          <rect
            key={gap.guid}
            x={from}
            y={8}
            width={Math.max(0, to - from)}
            height={plotHeight - 8}
            fill={`url(#${pattern})`}
          />
        );
      })}
      {lanes.map((y) => (
        <line key={y} x1={-inset} x2={plot + inset} y1={y} y2={y} className="stroke-line" />
      ))}
      <line x1={-inset} x2={plot + inset} y1={plotHeight} y2={plotHeight} className="stroke-line-strong" />
      {ticks.map(({ at, label }) => {
        const x = xOf(at, range, plot);
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
      {now <= range.to + 60_000 ? (
        <line x1={plot} x2={plot} y1={4} y2={plotHeight} className="stroke-accent" strokeDasharray="2 3" />
      ) : null}
    </g>
  );
}
