'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import { formatClock } from '@/lib/client/format/time';
import { keyOf } from './keys';
import type { Freshness } from '@/lib/contracts/events';
import type { ConnectionState } from './event-stream';

/** How old the data is, as the event stream last told; undefined before that. */
export function useFreshness(): Freshness | undefined {
  return useQuery<Freshness>({
    queryKey: keyOf('freshness'),
    queryFn: skipToken,
    staleTime: Infinity,
    gcTime: Infinity,
  }).data;
}

interface FreshnessView {
  tone: 'none' | 'late' | 'fail';
  /** What stands in the top bar. */
  text: string;
  /** The whole story, for the details; null when all is well. */
  reason: string | null;
}

/** Nobody may be left to say that data is late: the slowest reading comes every 60 s, so this is long overdue. */
const overdueMs = 4 * 60_000;

/** How fresh the page is, in words: the worst of what the portal says, of this tab's own connection, and of the clock. */
export function describeFreshness(
  freshness: Freshness | undefined,
  connection: ConnectionState,
  timeZone: string,
  nowMs: number,
): FreshnessView {
  const asOf = freshness?.asOf ? `as of ${formatClock(freshness.asOf, timeZone)}` : null;
  if (freshness?.state === 'DOWN')
    return {
      tone: 'fail',
      text: asOf ?? 'no data yet',
      reason: freshness.reason ?? 'The backup system can’t be reached.',
    };
  if (connection === 'offline')
    return {
      tone: 'late',
      text: asOf === null ? 'offline' : `offline, ${asOf}`,
      reason: 'This device has no network. What is shown was read before; the page goes on by itself when it is back.',
    };
  if (connection === 'lost')
    return {
      tone: 'late',
      text: asOf === null ? 'not live' : `not live, ${asOf}`,
      reason: 'Live updates are interrupted. This page reads again every 15 seconds until they are back.',
    };
  const isOverdue = freshness?.asOf ? nowMs - Date.parse(freshness.asOf) > overdueMs : false;
  if (freshness?.state === 'LATE' || isOverdue)
    return {
      tone: 'late',
      text: asOf ?? 'no data yet',
      reason: freshness?.reason ?? 'The data is older than it should be.',
    };
  return { tone: 'none', text: asOf ?? (connection === 'open' ? 'live' : 'connecting'), reason: null };
}
