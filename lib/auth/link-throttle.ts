import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { auditTally } from '@/lib/db/audit-tally';
import { db } from '@/lib/db/client';
import { addressBlock } from './address-block';
import { attemptWaitMs, recordFailure, throttleKeys } from './sign-in-throttle';

/**
 * What a link opens, or null for one that opens nothing. Links that are made up, used, replaced or expired are the same
 * `not_found`, and whoever goes on trying such is slowed down like a sign-in (`rate_limited`). A good link always opens.
 */
export async function openedByLink<T>(
  from: string,
  open: () => Promise<T | null>,
  { requestId, now = new Date() }: { requestId: string; now?: Date },
): Promise<T> {
  const opened = await open();
  if (opened !== null) return opened;
  // No e-mail address has capitals once it is normalised: nobody's failed sign-ins count here, nor these there.
  const keys = throttleKeys('LINK', from);
  const waitMs = await attemptWaitMs(db(), keys, null, from, now);
  await db().$transaction(async (tx) => {
    if (waitMs === 0) await recordFailure(tx, keys, now);
    await auditTally(
      tx,
      [
        {
          tenantId: null,
          actor: { id: null, name: 'Unknown account', kind: 'USER' },
          action: 'link.open',
          object: null,
          outcome: waitMs === 0 ? 'FAILED' : 'REFUSED',
          requestId,
        },
      ],
      addressBlock(from),
      now,
    );
  });
  if (waitMs > 0)
    throw new AppError('rate_limited', { detail: say('oneTimeLink.tooMany'), retryAfterSeconds: waitMs / 1000 });
  throw new AppError('not_found', { meta: { reason: 'a link that opens nothing' } });
}
