/** A session ends after this long without use ... */
export const maxIdleMs = 30 * 60 * 1000;
/** ... and after this long in any case. */
export const maxAgeMs = 12 * 60 * 60 * 1000;
/** Use is noted at most this often. */
export const touchEveryMs = 60 * 1000;

type SessionTimes = { readonly createdAt: Date; readonly lastUsedAt: Date; readonly endedAt: Date | null };

/** Whether a session still holds at `now`, and if not, why. */
export function sessionVerdict(session: SessionTimes, now: Date): 'live' | 'ended' | 'idle' | 'old' {
  if (session.endedAt) return 'ended';
  if (now.getTime() - session.createdAt.getTime() > maxAgeMs) return 'old';
  if (now.getTime() - session.lastUsedAt.getTime() > maxIdleMs) return 'idle';
  return 'live';
}
