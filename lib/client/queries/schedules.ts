'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { bodyOfSchedule, scheduleDraftOf } from '@/lib/client/drafts/schedule-draft';
import { useWrite } from '@/lib/client/http/write';
import { keyOf, readOf } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { Preview, ScheduleDetail } from '@/lib/contracts/schedule';
import type { PreviewBody, Schedule } from '@/lib/contracts/schedule';

/** One schedule with its history; null reads nothing. */
export function useSchedule(guid: string | null) {
  const query = liveQuery(
    readOf(keyOf('schedule', { guid: guid ?? '' }), (ask) =>
      ask(ScheduleDetail, `/schedules/${encodeURIComponent(guid ?? '')}`),
    ),
  );
  return useQuery(guid === null ? { ...query, queryFn: skipToken } : query);
}

/** Writes a schedule as the tenant means it, over what somebody changed in the backup system itself. */
export function useSetBackSchedule() {
  return useWrite({
    answer: ScheduleDetail,
    request: (schedule: Schedule) => ({
      method: 'PUT',
      path: `/schedules/${encodeURIComponent(schedule.guid)}`,
      body: bodyOfSchedule({ ...scheduleDraftOf(schedule), guid: null }),
    }),
    changes: ['policies', 'policy', 'schedule', 'machines', 'machine'],
  });
}

/** When a schedule would run; null asks nothing. Keeps showing the last answer while the next one is on its way. */
export function useSchedulePreview(body: PreviewBody | null) {
  const settled = useSettled(body, 350);
  const query = useQuery({
    ...liveQuery(
      readOf(keyOf('schedule-preview', { body: settled }), (ask) =>
        ask(Preview, '/schedules/preview', { question: settled }),
      ),
    ),
    ...(settled === null ? { queryFn: skipToken } : {}),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  return { ...query, isBehind: query.isPlaceholderData || JSON.stringify(settled) !== JSON.stringify(body) };
}

/** The value once it has not changed for a while, so that nothing is asked at every key. */
function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), delayMs);
    return () => clearTimeout(timer);
  }, [text, delayMs]);
  return settled;
}
