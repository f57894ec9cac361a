import 'server-only';
import { normaliseEmail } from '@/lib/contracts/account';
import { storableText } from '@/lib/core/storable';
import type { AuditInput } from '@/lib/db/audit';
import { record } from '@/lib/db/audit';
import { auditTally } from '@/lib/db/audit-tally';
import type { Db, Tx } from '@/lib/db/client';
import { db } from '@/lib/db/client';
import { addressBlock } from './address-block';
import { verifyPassword } from './password';
import { inTrailsOf } from './person-trails';
import { attemptWaitMs, forgetFailures, inTurn, recordFailure, throttleKeys } from './sign-in-throttle';
import type { ThrottleKeys } from './sign-in-throttle';

type SignInAttempt = {
  email: string;
  password: string;
  address: string;
  requestId: string;
  /** As the browser names itself; shown to the person only. */
  userAgent?: string | null;
  now?: Date;
};
/** `refused` is the same for a wrong password, an unknown and a disabled account. */
type SignInResult =
  | { outcome: 'signed-in'; userId: string; sessionId: string }
  | { outcome: 'refused' }
  | { outcome: 'throttled'; waitMs: number };

type Account = { id: string; name: string; passwordHash: string; disabledAt: Date | null } | null;

/**
 * Checks a password and opens a session. Each attempt writes its audit entry in the transaction of its effect; failures
 * are counted into one entry for each address, account and quarter of an hour. Response and time reveal neither whether
 * the account exists nor whether it is disabled.
 */
export async function signIn(attempt: SignInAttempt): Promise<SignInResult> {
  const email = normaliseEmail(attempt.email);
  const keys = throttleKeys(email, attempt.address);
  return (
    (await inTurn(keys.pair, () => attemptOnce({ ...attempt, email }, keys))) ?? { outcome: 'throttled', waitMs: 1_000 }
  );
}

async function attemptOnce(attempt: SignInAttempt, keys: ThrottleKeys): Promise<SignInResult> {
  const now = attempt.now ?? new Date();
  const account = await findAccount(attempt.email);
  const waitMs = await attemptWaitMs(db(), keys, account?.id ?? null, attempt.address, now);
  if (waitMs > 0) {
    await countFailure(db(), attempt, account, 'REFUSED', now);
    return { outcome: 'throttled', waitMs };
  }
  const matches = await verifyPassword(account?.passwordHash ?? null, attempt.password);
  if (!matches || !account || account.disabledAt) {
    await db().$transaction(async (tx) => {
      await recordFailure(tx, keys, now);
      await countFailure(tx, attempt, account, 'FAILED', now);
    });
    return { outcome: 'refused' };
  }
  return db().$transaction(async (tx) => {
    await forgetFailures(tx, keys);
    const session = await tx.session.create({
      data: {
        userId: account.id,
        address: attempt.address,
        userAgent: storableText(attempt.userAgent ?? '').slice(0, 300) || null,
        createdAt: now,
        lastUsedAt: now,
        provedAt: now,
      },
      select: { id: true },
    });
    await record(tx, await inTrailsOf(tx, account.id, entry(attempt, account, 'SUCCEEDED')), now);
    return { outcome: 'signed-in', userId: account.id, sessionId: session.id };
  });
}

async function findAccount(email: string): Promise<Account> {
  // PostgreSQL stores no text with a zero byte; no account has such an address.
  if (email.length > 254 || email.includes('\0')) return null;
  return db().user.findUnique({
    where: { email },
    select: { id: true, name: true, passwordHash: true, disabledAt: true },
  });
}

async function countFailure(
  tx: Tx | Db,
  attempt: SignInAttempt,
  account: Account,
  outcome: 'FAILED' | 'REFUSED',
  now: Date,
): Promise<void> {
  const entries = await inTrailsOf(tx, account?.id ?? null, entry(attempt, account, outcome));
  await auditTally(tx, entries, tallyKeyOf(attempt, account), now);
}

/** One address block and one account; all unknown accounts share one key. */
const tallyKeyOf = ({ address }: SignInAttempt, account: Account): string =>
  `${addressBlock(address)} ${account?.id ?? 'unknown'}`;

/** For an unknown account nothing of the input is stored: it may be a password in the wrong field. */
function entry(attempt: SignInAttempt, account: Account, outcome: AuditInput['outcome']) {
  return {
    actor: account
      ? { id: account.id, name: account.name }
      : { id: null, name: 'Unknown account', kind: 'USER' as const },
    action: 'session.sign-in' as const,
    object: account && { kind: 'user', id: account.id, name: account.name },
    outcome,
    ...(outcome === 'REFUSED' ? { detail: { throttled: true } } : {}),
    address: attempt.address,
    requestId: attempt.requestId,
  };
}
