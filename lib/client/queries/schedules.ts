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

/** Overwrites a schedule that was changed in the backup system with the tenant's definition. */
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

/** When a schedule would run; null reads nothing. Keeps the last response while the next one is read. */
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

/** The value once it has not changed for a while, so that not every key press sends a request. */
function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), delayMs);
    return () => clearTimeout(timer);
  }, [text, delayMs]);
  return settled;
}
