'use client';

import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useTimeZone } from '@/lib/client/time-zone';
import { MarkShape } from './timeline-mark-shape';
import type { Gap } from './timeline-gaps';
import { marksOf, nearestMark, xOf } from './timeline-marks';
import type { Mark, TimelinePoint } from './timeline-marks';
import { dayTicks } from './timeline-range';
import type { TimeRange } from './timeline-range';
import { TimelineTip } from './timeline-tip';
import { gapLength, pointSentence } from './timeline-words';

const lanes = { FULL: 26, INCREMENTAL: 58 } as const;
const plotHeight = 84;
const height = 106;
/** Room at both ends for half a mark. */
const inset = 8;
const apart = 12;
const reach = 16;

export interface TimelineChartProps {
  points: readonly TimelinePoint[];
  gaps: readonly Gap[];
  range: TimeRange;
  now: number;
  /** The point whose panel is open. */
  openGuid: string | null;
  onOpen: (guid: string) => void;
}

/** The points on their time axis. One stop for the Tab key: arrows move between points, Enter opens one. */
export function TimelineChart({ points, gaps, range, now, openGuid, onOpen }: TimelineChartProps) {
  const id = useId();
  const timeZone = useTimeZone();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const plot = Math.max(0, width - inset * 2);
  const [activeGuid, setActiveGuid] = useState<string | null>(null);
  const marks = useMemo(() => (plot === 0 ? [] : marksOf(points, range, plot, apart)), [points, range, plot]);
  const ticks = useMemo(() => dayTicks(range, timeZone, Math.max(3, Math.floor(plot / 72))), [range, timeZone, plot]);
  const shown = marks.flatMap((mark) => mark.points).sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : 1));
  const activeIndex = shown.findIndex(({ guid }) => guid === activeGuid);
  const active = shown[activeIndex];
  const activeMark = active && marks.find((mark) => mark.points.includes(active));

  const onKeyDown = (event: KeyboardEvent) => {
    const last = shown.length - 1;
    const at = activeIndex < 0 ? last : activeIndex;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowDown: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: last }[event.key];
    if (to !== undefined) setActiveGuid(shown[Math.max(0, Math.min(last, to))]?.guid ?? null);
    else if ((event.key === 'Enter' || event.key === ' ') && active) onOpen(active.guid);
    else if (event.key === 'Escape' && active) setActiveGuid(null);
    else return;
    event.preventDefault();
  };
  const markAt = (event: PointerEvent): Mark | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const y = event.clientY - box.top;
    const lane = y > plotHeight ? null : y < (lanes.FULL + lanes.INCREMENTAL) / 2 ? 'FULL' : 'INCREMENTAL';
    return nearestMark(marks, event.clientX - box.left - inset, lane, reach);
  };

  return (
    <div ref={frame} className="relative">
      <div
        role="listbox"
        aria-label="Recovery points on the time axis"
        aria-orientation="horizontal"
        aria-activedescendant={active ? `${id}-${active.guid}` : undefined}
        tabIndex={shown.length > 0 ? 0 : -1}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target.matches(':focus-visible') && activeIndex < 0) setActiveGuid(shown.at(-1)?.guid ?? null);
        }}
        onBlur={() => setActiveGuid(null)}
        className="rounded-xs"
      >
        <svg
          width="100%"
          height={height}
          className={activeMark ? 'block cursor-pointer' : 'block'}
          onPointerMove={(event) => {
            if (event.pointerType === 'mouse') setActiveGuid(markAt(event)?.shown.guid ?? null);
          }}
          onPointerLeave={(event) => {
            if (event.pointerType === 'mouse') setActiveGuid(null);
          }}
          onPointerUp={(event) => {
            const mark = markAt(event);
            if (mark && event.button === 0) onOpen(mark.shown.guid);
          }}
        >
          <Background id={id} range={range} now={now} plot={plot} gaps={gaps} ticks={ticks} />
          <g transform={`translate(${inset} 0)`}>
            {activeMark ? <circle cx={activeMark.x} cy={lanes[activeMark.lane]} r={10} className="fill-accent-soft stroke-accent" strokeWidth={1.5} /> : null}
            {marks.map((mark) => (
              <g key={mark.shown.guid}>
                {mark.points.some(({ guid }) => guid === openGuid) ? <circle cx={mark.x} cy={lanes[mark.lane]} r={10} className="fill-none stroke-accent" strokeWidth={2} /> : null}
                <MarkShape x={mark.x} y={lanes[mark.lane]} type={mark.lane} status={mark.shown.status} />
                {mark.points.length > 1 ? (
                  <text x={mark.x} y={lanes[mark.lane] + 18} textAnchor="middle" className="fill-ink-3 text-xs tabular-nums" aria-hidden>
                    {mark.points.length}
                  </text>
                ) : null}
              </g>
            ))}
            {shown.map((point) => (
              <g key={point.guid} id={`${id}-${point.guid}`} role="option" aria-selected={point.guid === openGuid} aria-label={pointSentence(point, timeZone)} />
            ))}
          </g>
        </svg>
      </div>
      {active && activeMark ? <TimelineTip point={active} count={activeMark.points.length} x={activeMark.x + inset} width={width} y={lanes[activeMark.lane]} /> : null}
    </div>
  );
}

interface BackgroundProps extends Pick<TimelineChartProps, 'range' | 'now' | 'gaps'> {
  id: string;
  plot: number;
  ticks: ReturnType<typeof dayTicks>;
}

function Background({ id, range, now, plot, gaps, ticks }: BackgroundProps) {
  const pattern = `${id}-gap`;
  return (
    <g transform={`translate(${inset} 0)`} aria-hidden>
      <defs>
        <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="fill-late-soft" />
          <line x1="0" y1="0" x2="0" y2="6" className="stroke-late-mark" strokeWidth="1.5" strokeOpacity="0.55" />
        </pattern>
      </defs>
      {gaps.map((gap) => {
        const from = Math.max(0, xOf(gap.from, range, plot));
        const to = Math.min(plot, xOf(gap.to, range, plot));
        if (to - from < 1) return null;
        const label = gapLength(gap);
        return (
          <g key={gap.from}>
            <rect x={from} y={8} width={to - from} height={plotHeight - 16} rx={3} fill={`url(#${pattern})`} />
            {to - from > label.length * 7 + 12 ? (
              <g>
                <rect x={(from + to) / 2 - label.length * 3.4 - 6} y={33} width={label.length * 6.8 + 12} height={18} rx={4} className="fill-late-soft" />
                <text x={(from + to) / 2} y={46} textAnchor="middle" className="fill-late text-xs font-medium tabular-nums">
                  {label}
                </text>
              </g>
            ) : null}
          </g>
        );
      })}
      {Object.values(lanes).map((y) => (
        <line key={y} x1={-inset} x2={plot + inset} y1={y} y2={y} className="stroke-line" />
      ))}
      <line x1={-inset} x2={plot + inset} y1={plotHeight} y2={plotHeight} className="stroke-line-strong" />
      {ticks.map(({ at, label }) => {
        const x = xOf(at, range, plot);
        return (
          <g key={at}>
            <line x1={x} x2={x} y1={plotHeight} y2={plotHeight + 4} className="stroke-line-strong" />
            <text x={Math.min(Math.max(x, 14), plot - 14)} y={plotHeight + 18} textAnchor="middle" className="fill-ink-3 text-xs tabular-nums">
              {label}
            </text>
          </g>
        );
      })}
      {now <= range.to + 60_000 ? <line x1={plot} x2={plot} y1={4} y2={plotHeight} className="stroke-accent" strokeDasharray="2 3" /> : null}
    </g>
  );
}

/** Width of an element in pixels, 0 before the first layout; follows it. */
function useWidth(ref: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}
