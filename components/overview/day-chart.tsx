'use client';

import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useFormats } from '@/lib/client/format/formats';
import type { Overview } from '@/lib/contracts/overview';

export type Day = Overview['days'][number];

/** A part of a column, in pixels from the top; `height` 0 is not drawn. */
interface Bar {
  readonly y: number;
  readonly height: number;
}

interface DayColumn {
  readonly day: Day;
  readonly onTime: Bar;
  readonly late: Bar;
  readonly missed: Bar;
}

/** One missed run among hundreds must be visible. */
const leastHeight = 3;

/** The parts of each day: made runs above the line, late ones on top, missed or failed ones below the line. */
export function dayColumns(days: readonly Day[], height: number): { line: number; columns: DayColumn[] } {
  const most = (pick: (day: Day) => number) => Math.max(0, ...days.map(pick));
  const runs = most(({ onTime, late }) => onTime + late) + most(({ missed }) => missed);
  const scale = runs === 0 ? 0 : Math.max(0, height - 3 * leastHeight) / runs;
  const sized = (count: number) => (count === 0 ? 0 : Math.max(leastHeight, count * scale));
  const line = height - sized(most(({ missed }) => missed));
  const columns = days.map((day) => {
    const onTime = { y: line - sized(day.onTime), height: sized(day.onTime) };
    const late = { y: onTime.y - sized(day.late), height: sized(day.late) };
    return { day, onTime, late, missed: { y: line, height: sized(day.missed) } };
  });
  return { line, columns };
}

/** The day `step` days from the active one; without one, the newest. */
export function dayBeside(days: readonly Day[], active: string | null, step: number): string | null {
  const last = days.length - 1;
  const at = days.findIndex(({ date }) => date === active);
  return days[at < 0 ? last : Math.max(0, Math.min(last, at + step))]?.date ?? null;
}

/** The first and last due time of a day's runs, both included, as the API expects them. */
export function spanOf(days: readonly Day[], date: string): { from: string; to: string | undefined } | null {
  const at = days.findIndex((day) => day.date === date);
  const [day, next] = [days[at], days[at + 1]];
  if (!day) return null;
  return { from: day.from, to: next && new Date(Date.parse(next.from) - 1).toISOString() };
}

const height = 96;
/** The share of a column's place that stays empty. */
const gap = 0.2;
const parts = ['onTime', 'late', 'missed'] as const;
const fills = { onTime: 'fill-ok-mark', late: 'fill-late-mark', missed: 'fill-fail-mark' } as const;

interface DayChartProps {
  days: readonly Day[];
  /** The day whose list is shown. */
  chosen: string | null;
  /** Selects a day; selecting it again clears the selection. */
  onChoose: (date: string | null) => void;
}

/** The last 30 days, a column each. One tab stop: arrows move between the days, Enter selects one. */
export function DayChart({ days, chosen, onChoose }: DayChartProps) {
  const id = useId();
  const t = useTranslations('overview');
  const format = useFormats();
  const [active, setActive] = useState<string | null>(null);
  const { line, columns } = dayColumns(days, height);
  const place = 100 / Math.max(1, days.length);

  const valuesOf = ({ date, onTime, late, missed }: Day): string =>
    onTime + late + missed === 0
      ? t('days.nothingDue', { day: format.day(date) })
      : t('days.values', { day: format.day(date), onTime, late, missed });
  const choose = (date: string | null) => onChoose(date === chosen ? null : date);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: -7, PageDown: 7 }[event.key];
    if (step !== undefined) setActive(dayBeside(days, active, step));
    else if (event.key === 'Home') setActive(days[0]?.date ?? null);
    else if (event.key === 'End') setActive(days.at(-1)?.date ?? null);
    else if ((event.key === 'Enter' || event.key === ' ') && active !== null) choose(active);
    else return;
    event.preventDefault();
  };
  const dayAt = (event: PointerEvent): string | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * days.length);
    return days[Math.max(0, Math.min(days.length - 1, index))]?.date ?? null;
  };
  const activeDay = days.find(({ date }) => date === (active ?? chosen));
  const [first, last] = [days[0], days.at(-1)];

  return (
    <div>
      <div
        role="listbox"
        aria-label={t('days.chart')}
        aria-orientation="horizontal"
        aria-activedescendant={active === null ? undefined : `${id}-${active}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target.matches(':focus-visible')) setActive(chosen ?? dayBeside(days, null, 0));
        }}
        onBlur={() => setActive(null)}
        className="rounded-xs"
      >
        <svg
          width="100%"
          height={height}
          className="block cursor-pointer"
          onPointerMove={(event) => {
            if (event.pointerType === 'mouse') setActive(dayAt(event));
          }}
          onPointerLeave={() => setActive(null)}
          onPointerUp={(event) => {
            if (event.button === 0) choose(dayAt(event));
          }}
        >
          {columns.map(({ day, ...bars }, index) => (
            <g
              key={day.date}
              id={`${id}-${day.date}`}
              role="option"
              aria-selected={day.date === chosen}
              aria-label={valuesOf(day)}
            >
              <rect
                x={`${index * place}%`}
                width={`${place}%`}
                y={1}
                height={height - 2}
                className={clsx(
                  day.date === chosen ? 'fill-accent-soft' : day.date === active ? 'fill-hover' : 'fill-transparent',
                  day.date === active && 'stroke-accent',
                )}
              />
              {parts.map((part) =>
                bars[part].height === 0 ? null : (
                  <rect
                    key={part}
                    x={`${(index + gap / 2) * place}%`}
                    width={`${(1 - gap) * place}%`}
                    y={bars[part].y}
                    height={bars[part].height}
                    className={fills[part]}
                  />
                ),
              )}
            </g>
          ))}
          <line x1="0" x2="100%" y1={line} y2={line} className="stroke-line-strong" />
        </svg>
      </div>
      <p aria-hidden className="mt-1 flex justify-between gap-3 text-xs text-ink-3">
        <span>{first ? format.day(first.date) : null}</span>
        <span>{last ? format.day(last.date) : null}</span>
      </p>
      {/* Two lines on a phone, so that the page does not move. */}
      <p aria-hidden className="mt-1 min-h-10 text-xs text-ink-2 sm:min-h-5">
        {activeDay ? valuesOf(activeDay) : t('days.hint')}
      </p>
    </div>
  );
}

/** The legend of the columns, with the totals of all days. */
export function DayLegend({ days }: { days: readonly Day[] }) {
  const t = useTranslations('overview');
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      {parts.map((part) => (
        <li key={part} className="flex items-center gap-1.5">
          <svg aria-hidden width="10" height="10">
            <rect width="10" height="10" rx="2" className={fills[part]} />
          </svg>
          {t(`days.${part}`, { count: days.reduce((sum, day) => sum + day[part], 0) })}
        </li>
      ))}
    </ul>
  );
}
