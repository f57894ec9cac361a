'use client';

import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Preview, ScheduleDetail } from '@/lib/contracts/schedule';
import type { PreviewBody, Schedule } from '@/lib/contracts/schedule';
import { request } from './api';
import { keys } from './keys';
import { bodyOfSchedule, scheduleDraftOf } from './schedule-draft';

/** One schedule with its history; null reads nothing. */
export function useSchedule(guid: string | null) {
  return useQuery({
    queryKey: keys.schedules.detail(guid ?? ''),
    queryFn: guid === null ? skipToken : ({ signal }) => request(ScheduleDetail, `/schedules/${encodeURIComponent(guid)}`, { signal }),
  });
}

/** Writes a schedule as the tenant means it, over what somebody changed in the backup system itself. */
export function useSetBackSchedule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (schedule: Schedule) => request(ScheduleDetail, `/schedules/${encodeURIComponent(schedule.guid)}`, { method: 'PUT', body: bodyOfSchedule({ ...scheduleDraftOf(schedule), guid: null }) }),
    onSettled: () => {
      for (const queryKey of [keys.policies.all, keys.schedules.all, keys.machines.all]) void client.invalidateQueries({ queryKey });
    },
  });
}

/** When a schedule would run; null asks nothing. Keeps showing the last answer while the next one is on its way. */
export function useSchedulePreview(body: PreviewBody | null) {
  const settled = useSettled(body, 350);
  const query = useQuery({
    queryKey: keys.schedulePreview.of(settled),
    queryFn: settled === null ? skipToken : ({ signal }) => request(Preview, '/schedules/preview', { method: 'POST', body: settled, signal }),
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
