'use client';

import { useTranslations } from 'next-intl';
import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { TimelineBackground } from './timeline-background';
import { ExpectedRunBadge } from '@/components/policies/runs';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/state-badges';
import { warningText } from '@/components/ui/section';
import { useFormats } from '@/lib/client/format/formats';
import { dayTicks, isGap, marksOf, nearestMark } from './timeline-marks';
import type { Mark, TimelineItem, TimelinePoint, TimelineRun, TimeRange } from './timeline-marks';
import { MarkShape, RunShape } from './timeline-shapes';
import { pointSentence, runSentence } from './timeline-words';

const lanes: Record<Mark['lane'], number> = { FULL: 26, INCREMENTAL: 58, PLANNED: 90 };
const plotHeight = 84;
const plotHeightWithRuns = 116;
const axisHeight = 22;
/** Room at both ends for half a mark. */
const inset = 8;
const apart = 12;
const reach = 16;

interface TimelineChartProps {
  points: readonly TimelinePoint[];
  /** The planned backups that were not kept; with any, they have a lane of their own. */
  runs: readonly TimelineRun[];
  range: TimeRange;
  now: number;
  /** The point whose panel is open. */
  openGuid: string | null;
  onOpen: (guid: string) => void;
  /** A planned backup that left no point is looked up among the others. */
  onOpenRuns?: (() => void) | undefined;
}

/** Points and missed runs on their time axis. One stop for the Tab key: arrows move between them, Enter opens one. */
export function TimelineChart({ points, runs, range, now, openGuid, onOpen, onOpenRuns }: TimelineChartProps) {
  const id = useId();
  const t = useTranslations('machine');
  const format = useFormats();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const plot = Math.max(0, width - inset * 2);
  const bottom = runs.length > 0 ? plotHeightWithRuns : plotHeight;
  const [activeGuid, setActiveGuid] = useState<string | null>(null);
  const marks = useMemo(
    () =>
      plot === 0
        ? []
        : marksOf(
            [...points, ...runs].sort((a, b) => a.at - b.at),
            range,
            plot,
            apart,
          ),
    [points, runs, range, plot],
  );
  const ticks = useMemo(() => dayTicks(range, format, Math.max(3, Math.floor(plot / 72))), [range, format, plot]);
  const shown = marks.flatMap((mark) => mark.points).sort((a, b) => a.at - b.at || (a.guid < b.guid ? -1 : 1));
  const activeIndex = shown.findIndex(({ guid }) => guid === activeGuid);
  const active = shown[activeIndex];
  const activeMark = active && marks.find((mark) => mark.points.includes(active));

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
  const markAt = (event: PointerEvent): Mark | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const y = event.clientY - box.top;
    return nearestMark(marks, event.clientX - box.left - inset, y > bottom ? null : laneAt(y, runs.length > 0), reach);
  };

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
          height={bottom + axisHeight}
          className={activeMark ? 'block cursor-pointer' : 'block'}
          onPointerMove={(event) => {
            if (event.pointerType === 'mouse') setActiveGuid(markAt(event)?.shown.guid ?? null);
          }}
          onPointerLeave={(event) => {
            if (event.pointerType === 'mouse') setActiveGuid(null);
          }}
          onPointerUp={(event) => {
            const mark = markAt(event);
            if (mark && event.button === 0) open(mark.shown);
          }}
        >
          <TimelineBackground
            gaps={runs.filter(isGap)}
            range={range}
            now={now}
            ticks={ticks}
            lanes={Object.values(lanes).filter((y) => y < bottom)}
            plotHeight={bottom}
            plot={plot}
            inset={inset}
          />
          <g transform={`translate(${inset} 0)`}>
            {activeMark ? (
              <circle
                cx={activeMark.x}
                cy={lanes[activeMark.lane]}
                r={10}
                className="fill-accent-soft stroke-accent"
                strokeWidth={1.5}
              />
            ) : null}
            {marks.map((mark) => (
              <g key={mark.shown.guid}>
                {mark.points.some(({ guid }) => guid === openGuid) ? (
                  <circle
                    cx={mark.x}
                    cy={lanes[mark.lane]}
                    r={10}
                    className="fill-none stroke-accent"
                    strokeWidth={2}
                  />
                ) : null}
                {mark.shown.type === 'PLANNED' ? (
                  <RunShape x={mark.x} y={lanes.PLANNED} status={mark.shown.status} />
                ) : (
                  <MarkShape x={mark.x} y={lanes[mark.lane]} type={mark.shown.type} status={mark.shown.status} />
                )}
                {mark.points.length > 1 ? (
                  <text
                    x={mark.x}
                    y={lanes[mark.lane] + 18}
                    textAnchor="middle"
                    className="fill-ink-3 text-xs tabular-nums"
                    aria-hidden
                  >
                    {mark.points.length}
                  </text>
                ) : null}
              </g>
            ))}
            {shown.map((item) => (
              <g
                key={item.guid}
                id={`${id}-${item.guid}`}
                role="option"
                aria-selected={item.guid === openGuid}
                aria-label={item.type === 'PLANNED' ? runSentence(item, t, format) : pointSentence(item, t, format)}
              />
            ))}
          </g>
        </svg>
      </div>
      {active && activeMark ? (
        <TimelineTip
          item={active}
          count={activeMark.points.length}
          x={activeMark.x + inset}
          width={width}
          y={lanes[activeMark.lane]}
        />
      ) : null}
    </div>
  );
}

function laneAt(y: number, hasRuns: boolean): Mark['lane'] {
  if (y < (lanes.FULL + lanes.INCREMENTAL) / 2) return 'FULL';
  return hasRuns && y > (lanes.INCREMENTAL + lanes.PLANNED) / 2 ? 'PLANNED' : 'INCREMENTAL';
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

interface TimelineTipProps {
  item: TimelineItem;
  /** How many share the mark. */
  count: number;
  /** Place of the mark and width of the chart in pixels. */
  x: number;
  y: number;
  width: number;
}

const tipWidth = 248;

/** Tells what is under the pointer or the keyboard's cursor. Screen readers hear the option itself. */
function TimelineTip({ item, count, x, y, width }: TimelineTipProps) {
  const t = useTranslations('machine.timeline');
  const format = useFormats();
  const at = new Date(item.at).toISOString();
  const exact = format.exact(at);
  const utc = format.exact(at, 'UTC');
  const left = Math.max(0, Math.min(width - tipWidth, x - tipWidth / 2));
  const why = item.type === 'PLANNED' ? item.cause : (item.reason ?? warningText(item.warnings));
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-20 w-62 rounded-sm border border-line-strong bg-raised px-2.5 py-2 text-xs shadow-overlay"
      style={{ left, top: y + 16 }}
    >
      <div className="flex items-center justify-between gap-2">
        {item.type === 'PLANNED' ? (
          <>
            <span className="text-ink-2">{t('tipPlanned')}</span>
            <ExpectedRunBadge state={item.status} />
          </>
        ) : (
          <>
            <BackupTypeText type={item.type} />
            <RecoveryPointBadge point={item} plain />
          </>
        )}
      </div>
      <p className="mt-1 font-medium tabular-nums">{item.type === 'PLANNED' ? t('tipDue', { time: exact }) : exact}</p>
      {exact === utc ? null : <p className="text-ink-3 tabular-nums">{utc}</p>}
      <p className="mt-1 text-ink-2 tabular-nums">
        {item.type === 'PLANNED'
          ? item.schedule
          : t('sizeInTime', { size: format.bytes(item.sizeBytes), time: format.duration(item.durationMs) })}
      </p>
      {why ? <p className="mt-1 line-clamp-3 text-ink-2">{why}</p> : null}
      {count > 1 ? (
        <p className="mt-1 text-ink-3">
          {item.type === 'PLANNED' ? t('tipMoreRuns', { count }) : t('tipMorePoints', { count })}
        </p>
      ) : null}
    </div>
  );
}
