import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TimeZoneProvider } from '@/lib/client/format/formats';
import { loadMessages } from '@/lib/messages/catalogue';
import { TimelineChart } from './timeline-chart';
import { dayMs } from './timeline-marks';
import type { TimelinePoint, TimelineRun } from './timeline-marks';

const messages = await loadMessages('en', ['common', 'format', 'machine', 'policies', 'server', 'ui']);
const now = Date.parse('2026-11-23T12:00:00.000Z');
const pointAt = (daysAgo: number, change: Partial<TimelinePoint> = {}): TimelinePoint => ({
  guid: `p${daysAgo}`,
  type: 'FULL',
  status: 'SUCCESS',
  sizeBytes: 1024,
  durationMs: 60_000,
  restorable: true,
  reason: null,
  warnings: [],
  expiresAt: null,
  at: now - daysAgo * dayMs,
  ...change,
});
const missed: TimelineRun = {
  guid: 'r',
  type: 'PLANNED',
  status: 'MISSED',
  at: now - 2 * dayMs,
  windowEndsAt: now - 2 * dayMs,
  cause: null,
  schedule: 'Nightly',
  recoveryPoint: null,
};

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function show(points: TimelinePoint[], folded: TimelinePoint[] = [], runs: TimelineRun[] = []) {
  const [onOpen, onOpenRuns] = [vi.fn<(guid: string) => void>(), vi.fn<() => void>()];
  render(
    <NextIntlClientProvider locale="en" messages={messages as never} timeZone="UTC">
      <TimeZoneProvider value="UTC">
        <TimelineChart
          points={points}
          folded={folded}
          runs={runs}
          range={{ from: now - 90 * dayMs, to: now }}
          now={now}
          empty={null}
          openGuid={null}
          onOpen={onOpen}
          onOpenRuns={onOpenRuns}
        />
      </TimeZoneProvider>
    </NextIntlClientProvider>,
  );
  return { onOpen, onOpenRuns, press: (key: string) => fireEvent.keyDown(screen.getByRole('listbox'), { key }) };
}

describe('the timeline', () => {
  test('lists every value for a screen reader, oldest first, without hidden ones', () => {
    show(
      [
        pointAt(3, { expiresAt: new Date(now + dayMs).toISOString() }),
        pointAt(1, { status: 'FAILED', sizeBytes: null }),
      ],
      [pointAt(60, { status: 'REMOVED' })],
      [missed],
    );
    expect(screen.getAllByRole('option').map((option) => option.getAttribute('aria-label'))).toEqual([
      'Full, complete, Fri 20 Nov 2026, 12:00:00 UTC, 1 KiB in 1 min, retained until Tue 24 Nov 2026, 12:00:00 UTC',
      'Planned backup missed, due Sat 21 Nov 2026, 12:00:00 UTC, Nightly',
      'Full, failed, Sun 22 Nov 2026, 12:00:00 UTC, in 1 min',
    ]);
  });

  test('arrows move between points, and Enter opens the current one', () => {
    const { onOpen, onOpenRuns, press } = show([pointAt(3), pointAt(1)], [], [missed]);
    press('End');
    press('Enter');
    expect(onOpen).toHaveBeenLastCalledWith('p1');
    press('ArrowLeft');
    press('Enter');
    expect(onOpenRuns).toHaveBeenCalledOnce();
    press('Home');
    press(' ');
    expect(onOpen).toHaveBeenLastCalledWith('p3');
    const active = screen.getByRole('listbox').getAttribute('aria-activedescendant');
    expect(document.getElementById(active ?? '')).toBe(screen.getAllByRole('option')[0]);
  });

  test('names its lanes, and those of failures only where there are some', () => {
    show([pointAt(1)]);
    expect(screen.queryByText('Failed')).toBeNull();
    cleanup();
    show([pointAt(1, { status: 'FAILED' })], [], [missed]);
    for (const name of ['Full', 'Incremental', 'Failed', 'Planned']) expect(screen.getByText(name)).toBeTruthy();
  });
});
