'use client';

import { useTranslations } from 'next-intl';
import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useServerText } from '@/lib/client/format/server-text';
import { useFormats } from '@/lib/client/format/formats';
import { TimelineBackground } from './timeline-background';
import {
  axisOf,
  barWidth,
  drawnExpiries,
  expiriesOf,
  foldedPlaces,
  laneAt,
  lanesOf,
  largestSizes,
} from './timeline-layout';
import type { EmptyStretch } from './timeline-layout';
import { ExpiryMark, markBox, PointMark } from './timeline-mark';
import { dayMs, dayTicks, isGap, laneOf, marksOf, midnights, nearestMark, xOf } from './timeline-marks';
import type { LaneId, Mark, TimelineItem, TimelinePoint, TimelineRun, TimeRange } from './timeline-marks';
import { pointSentence, runSentence, TimelineTip } from './timeline-tip';

const axisHeight = 22;
/** Space at both ends for half a mark and the ring around it. */
const inset = 14;
const gutter = 96;
/** Below this width the names of the lanes are inside them. */
const narrowBelow = 560;
const reach = 16;
/** Minimum width of a day, in pixels, for a grid line of its own. */
const leastDayWidth = 10;

interface TimelineChartProps {
  /** The drawn items, oldest first. */
  points: readonly TimelinePoint[];
  /** Removed points that are hidden. */
  folded: readonly TimelinePoint[];
  /** The planned backups without a backup in time; with any, they have a lane of their own. */
  runs: readonly TimelineRun[];
  range: TimeRange;
  now: number;
  empty: (EmptyStretch & { words: string }) | null;
  /** The point whose panel is open. */
  openGuid: string | null;
  onOpen: (guid: string) => void;
  /** A planned backup without a point is shown among the planned backups. */
  onOpenRuns?: (() => void) | undefined;
}

/** Points and missed runs on their time axis. One tab stop: arrows move between them, Enter opens one. */
export function TimelineChart(props: TimelineChartProps) {
  const { points, folded, runs, range, now, empty, openGuid, onOpen, onOpenRuns } = props;
  const id = useId();
  const common = useTranslations('common.recoveryPoint');
  const t = useTranslations('machine');
  const format = useFormats();
  const wordsOfServer = useServerText();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const isNarrow = width < narrowBelow;
  const left = isNarrow ? inset : gutter;
  const plot = Math.max(0, width - left - inset);
  const [activeGuid, setActiveGuid] = useState<string | null>(null);

  const axis = useMemo(() => axisOf(range, points, now), [range, points, now]);
  const items = useMemo(() => [...points, ...runs].sort((a, b) => a.at - b.at), [points, runs]);
  const { lanes, height } = useMemo(() => lanesOf(items), [items]);
  const largest = useMemo(() => largestSizes(points), [points]);
  const bar = barWidth(axis, plot);
  const marks = useMemo(() => {
    // Future expiries are not items of the range.
    const inRange = items.filter(({ at }) => at >= range.from && at <= range.to);
    const apart = { FULL: bar + 1, INCREMENTAL: bar + 1, FAILED: 8, PLANNED: 12 };
    return plot === 0 ? [] : marksOf(inRange, axis, plot, apart);
  }, [items, range, axis, plot, bar]);
  const expiries = useMemo(
    () => expiriesOf(points, now, axis.to > range.to ? axis.to : now),
    [points, now, axis, range],
  );
  const ticks = useMemo(() => dayTicks(axis, format, Math.max(3, Math.floor(plot / 72))), [axis, format, plot]);
  const dayWidth = plot / ((axis.to - axis.from) / dayMs);
  const grid = useMemo(
    () => midnights(axis, format.timeZone, dayWidth >= leastDayWidth ? 1 : 7),
    [axis, format.timeZone, dayWidth],
  );

  const shown = useMemo(
    () => marks.flatMap((mark) => mark.points).sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : 1)),
    [marks],
  );
  const activeIndex = shown.findIndex(({ guid }) => guid === activeGuid);
  const active = shown[activeIndex];
  const activeMark = active && marks.find((mark) => mark.points.includes(active));
  const activeBox = activeMark && markBox(activeMark, lanes, largest, bar);

  const open = (item: TimelineItem) => {
    if (item.type !== 'PLANNED') onOpen(item.guid);
    else if (item.recoveryPoint === null) onOpenRuns?.();
    else onOpen(item.recoveryPoint);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = shown.length - 1;
    const at = activeIndex < 0 ? last : activeIndex;
    const to = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - 10,
      PageDown: at + 10,
      Home: 0,
      End: last,
    }[event.key];
    if (to !== undefined) setActiveGuid(shown[Math.max(0, Math.min(last, to))]?.guid ?? null);
    else if ((event.key === 'Enter' || event.key === ' ') && active) open(active);
    else if (event.key === 'Escape' && active) setActiveGuid(null);
    else return;
    event.preventDefault();
  };
  const itemAt = (event: PointerEvent): TimelineItem | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left - left;
    const lane = event.clientY - box.top > height ? null : laneAt(event.clientY - box.top, lanes);
    const ahead = x > xOf(now, axis, plot) + reach;
    if (!ahead) return nearestMark(marks, x, lane, reach)?.shown ?? null;
    const distance = ({ at }: { at: number }) => Math.abs(xOf(at, axis, plot) - x);
    const near = expiries
      .filter((expiry) => laneOf(expiry.point) === lane && distance(expiry) <= reach)
      .sort((a, b) => distance(a) - distance(b));
    return near[0]?.point ?? null;
  };

  const scale = (lane: 'FULL' | 'INCREMENTAL') =>
    largest[lane] === 0 ? '' : t('timeline.upTo', { size: format.bytes(largest[lane]) });
  const laneWords: Record<LaneId, { name: string; scale: string }> = {
    FULL: { name: t('type.FULL'), scale: scale('FULL') },
    INCREMENTAL: { name: t('type.INCREMENTAL'), scale: scale('INCREMENTAL') },
    FAILED: { name: common('FAILED'), scale: '' },
    PLANNED: { name: t('timeline.lanePlanned'), scale: '' },
  };
  const isOpen = (mark: Mark) => mark.points.some(({ guid }) => guid === openGuid);

  return (
    <div ref={frame} className="relative">
      <div
        role="listbox"
        aria-label={runs.length > 0 ? t('timeline.labelWithRuns') : t('timeline.label')}
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
          height={height + axisHeight}
          className={active ? 'block cursor-pointer' : 'block'}
          onPointerMove={(event) => {
            if (event.pointerType === 'mouse') setActiveGuid(itemAt(event)?.guid ?? null);
          }}
          onPointerLeave={(event) => {
            if (event.pointerType === 'mouse') setActiveGuid(null);
          }}
          onPointerUp={(event) => {
            const item = itemAt(event);
            if (item && event.button === 0) open(item);
          }}
        >
          <TimelineBackground
            gaps={runs.filter(isGap)}
            empty={empty}
            folded={foldedPlaces(folded, range, axis, plot)}
            axis={axis}
            now={now}
            ticks={ticks}
            grid={grid}
            lanes={lanes}
            laneWords={laneWords}
            words={{ now: t('timeline.now'), ahead: t('timeline.ahead') }}
            plotHeight={height}
            left={left}
            plot={plot}
            isNarrow={isNarrow}
          />
          <g transform={`translate(${left} 0)`}>
            {drawnExpiries(expiries, axis, plot, bar + 2).map(({ at, point }) => (
              <ExpiryMark
                key={point.guid}
                x={xOf(at, axis, plot)}
                point={point}
                lanes={lanes}
                largest={largest}
                bar={bar}
                isActive={point.guid === activeGuid || point.guid === openGuid}
              />
            ))}
            {marks.map((mark) => (
              <PointMark
                key={mark.shown.guid}
                mark={mark}
                box={markBox(mark, lanes, largest, bar)}
                isActive={mark === activeMark}
                isOpen={isOpen(mark)}
              />
            ))}
            {shown.map((item) => (
              <g
                key={item.guid}
                id={`${id}-${item.guid}`}
                role="option"
                aria-selected={item.guid === openGuid}
                aria-label={
                  item.type === 'PLANNED'
                    ? runSentence(item, t, format, wordsOfServer)
                    : pointSentence(item, t, format, wordsOfServer)
                }
              />
            ))}
          </g>
        </svg>
      </div>
      {active && activeMark && activeBox ? (
        <TimelineTip
          item={active}
          count={activeMark.points.length}
          x={activeMark.x + left}
          width={width}
          y={activeBox.base}
        />
      ) : null}
    </div>
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
