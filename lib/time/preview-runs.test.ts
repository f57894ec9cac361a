import { describe, expect, test } from 'vitest';
import { previewRuns } from './intended-runs';
import { daily } from './testing/make-intent';

describe('previewRuns', () => {
  test('returns ten runs in local time and UTC, each with the end of its window', () => {
    const runs = previewRuns(daily('Asia/Kathmandu', '22:00'), new Date('2026-03-01T00:00Z'));
    expect(runs).toHaveLength(10);
    expect(runs[0]).toEqual({
      at: new Date('2026-03-01T16:15Z'),
      windowEndsAt: new Date('2026-03-01T22:15Z'),
      local: { date: '2026-03-01', time: '22:00', offset: '+05:45' },
      windowEndsLocal: { date: '2026-03-02', time: '04:00', offset: '+05:45' },
      change: null,
    });
    expect(previewRuns(daily('America/St_Johns', '22:00'), new Date('2026-01-01T00:00Z'), 1)[0]?.local.offset).toBe(
      '-03:30',
    );
  });
});
