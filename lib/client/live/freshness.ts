'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import type { useTranslations } from 'next-intl';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import type { Formats } from '@/lib/client/format/formats';
import { keyOf } from './keys';
import type { Freshness } from '@/lib/contracts/events';
import type { ConnectionState } from './event-stream';

/** The age of the data, as the event stream last said; undefined before that. */
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
  /** The short text of the top bar. */
  text: string;
  /** The details; null when everything is current. */
  reason: string | null;
}

/**
 * Without an event the page itself decides that data is late: the slowest read comes every 60 s, so this is long
 * overdue.
 */
const overdueMs = 4 * 60_000;

/**
 * How fresh the page is, as text: the worst of what the portal says, of this tab's own connection, and of the clock.
 */
export function describeFreshness(
  freshness: Freshness | undefined,
  connection: ConnectionState,
  {
    t,
    format,
    wordsOfServer,
  }: {
    t: ReturnType<typeof useTranslations<'frame'>>;
    format: Pick<Formats, 'clock'>;
    wordsOfServer: WordsOfServer;
  },
  nowMs: number,
): FreshnessView {
  const time = freshness?.asOf ? format.clock(freshness.asOf) : null;
  const asOf = time === null ? null : t('freshness.asOf', { time });
  if (freshness?.state === 'DOWN')
    return {
      tone: 'fail',
      text: asOf ?? t('freshness.noData'),
      reason: wordsOfServer(freshness.reason, freshness.reasonRef) ?? t('freshness.downReason'),
    };
  if (connection === 'offline')
    return {
      tone: 'late',
      text: time === null ? t('freshness.offline') : t('freshness.offlineAsOf', { time }),
      reason: t('freshness.offlineReason'),
    };
  if (connection === 'lost')
    return {
      tone: 'late',
      text: time === null ? t('freshness.notLive') : t('freshness.notLiveAsOf', { time }),
      reason: t('freshness.lostReason'),
    };
  const isOverdue = freshness?.asOf ? nowMs - Date.parse(freshness.asOf) > overdueMs : false;
  if (freshness?.state === 'LATE' || isOverdue)
    return {
      tone: 'late',
      text: asOf ?? t('freshness.noData'),
      reason: wordsOfServer(freshness?.reason ?? null, freshness?.reasonRef) ?? t('freshness.lateReason'),
    };
  return {
    tone: 'none',
    text: asOf ?? t(connection === 'open' ? 'freshness.live' : 'freshness.connecting'),
    reason: null,
  };
}
