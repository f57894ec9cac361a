import type { Freshness } from '@/lib/contracts/freshness';
import type { Connection } from './connection-store';
import { formatClock } from './format-time';

export interface FreshnessView {
  tone: 'none' | 'late' | 'fail';
  /** What stands in the top bar. */
  text: string;
  /** The whole story, for the details; null when all is well. */
  reason: string | null;
}

/** How fresh the page is, in words: the worse of what the portal says of Storware and of this tab's own connection. */
export function describeFreshness(freshness: Freshness | undefined, connection: Connection, timeZone: string): FreshnessView {
  const asOf = freshness?.asOf ? `as of ${formatClock(freshness.asOf, timeZone)}` : null;
  if (freshness?.state === 'DOWN') return { tone: 'fail', text: asOf ?? 'no data yet', reason: freshness.reason ?? 'The backup server can’t be reached.' };
  if (connection.state === 'lost') return { tone: 'late', text: asOf ?? 'not live', reason: 'Live updates are interrupted. This page reads again every 15 seconds until they are back.' };
  if (freshness?.state === 'LATE') return { tone: 'late', text: asOf ?? 'no data yet', reason: freshness.reason ?? 'The data is older than it should be.' };
  return { tone: 'none', text: asOf ?? (connection.state === 'open' ? 'live' : 'connecting'), reason: null };
}
