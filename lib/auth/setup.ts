import 'server-only';
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { setupCodeLength, setupCodeSigns } from '@/lib/contracts/setup';
import type { SetupBody } from '@/lib/contracts/setup';
import { AppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import { processSingleton, singleFlight } from '@/lib/core/process-state';
import { fieldFault, say } from '@/lib/core/say';
import type { AuditInput } from '@/lib/db/audit';
import { auditTally } from '@/lib/db/audit-tally';
import { db, lockedTransaction } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { addressBlock } from './address-block';
import { hashPassword } from './password';
import { passwordFaults } from './password-rules';
import { closeSetup, createProvider } from './provider-account';
import { attemptWaitMs, recordFailure, throttleKeys } from './sign-in-throttle';

const codeLivesMs = 60 * 60_000;
/** Processes that come and go leave codes behind; the newest are kept. */
const mostCodes = 20;

const Codes = z.array(z.object({ hash: z.string(), expiresAt: z.coerce.date() })).catch([]);
type Code = z.infer<typeof Codes>[number];

/** What this process knows of the set-up: that it is over for good, and until when the code holds that it has printed. */
type Offer = { isClosed: boolean; until: Date | null };
const offer = () => processSingleton<Offer>('setup-offer', () => ({ isClosed: false, until: null }));

/** Whether the first provider's account is still to be made. Once it was, nobody is asked any more. */
export async function isSetupOpen(): Promise<boolean> {
  if (offer().isClosed) return false;
  const [setup, hasProvider] = await Promise.all([
    db().setup.findUnique({ where: { id: 1 }, select: { closedAt: true } }),
    findProvider(db()),
  ]);
  const isClosed = setup?.closedAt != null;
  if (hasProvider && !isClosed) await closeSetup(db(), new Date());
  offer().isClosed = hasProvider || isClosed;
  return !offer().isClosed;
}

async function findProvider(tx: Tx): Promise<boolean> {
  return (await tx.user.findFirst({ where: { providerRole: { not: null } }, select: { id: true } })) !== null;
}

/** Its row is locked by whoever offers or completes the set-up, so that these happen one after another over all processes. */
async function lockSetup(tx: Tx): Promise<void> {
  await tx.$executeRaw`INSERT INTO "Setup" ("id") VALUES (1) ON CONFLICT DO NOTHING`;
  await tx.$queryRaw`SELECT 1 FROM "Setup" WHERE "id" = 1 FOR UPDATE`;
}

/** The codes that still hold; null when the set-up is over. For who has locked its row. */
async function liveCodes(tx: Tx, now: Date): Promise<Code[] | null> {
  const { codes, closedAt } = await tx.setup.findUniqueOrThrow({ where: { id: 1 } });
  if (closedAt) return null;
  if (!(await findProvider(tx))) return Codes.parse(codes).filter(({ expiresAt }) => expiresAt > now);
  await closeSetup(tx, now);
  return null;
}

/**
 * Prints a one-time code for the set-up, unless it is over or this process has printed one that still holds. Each process prints its own
 * and every process takes all of them, so that it does not matter which one answers the form. Only their hashes are kept.
 */
export async function offerSetup({ now = new Date(), print = toTerminal } = {}): Promise<void> {
  const { isClosed, until } = offer();
  if (isClosed || (until && until > now)) return;
  const signs = Array.from({ length: setupCodeLength }, () => setupCodeSigns[randomInt(setupCodeSigns.length)]);
  const code = signs.join('');
  const expiresAt = new Date(now.getTime() + codeLivesMs);
  const isOffered = await lockedTransaction(lockSetup, async (tx) => {
    const codes = await liveCodes(tx, now);
    if (codes === null) return false;
    const kept = [{ hash: hashOf(code), expiresAt }, ...codes].slice(0, mostCodes);
    await tx.setup.update({
      where: { id: 1 },
      data: { codes: kept.map((one) => ({ hash: one.hash, expiresAt: one.expiresAt.toISOString() })) },
    });
    return true;
  });
  Object.assign(offer(), isOffered ? { until: expiresAt } : { isClosed: true });
  if (isOffered) print(announcement(code, expiresAt));
}

/** The same for calls that may come at once. */
export const offerSetupOnce = (): Promise<void> =>
  processSingleton('setup-offering', () => singleFlight(() => offerSetup()))();

/** The same when the process starts; never throws. A database that does not answer yet, or is not migrated, is asked again when the page is opened. */
export async function offerSetupAtStart(): Promise<void> {
  try {
    await offerSetupOnce();
  } catch (error) {
    log.info({ err: error }, 'could not find out whether there is a provider yet');
  }
}

function hashOf(code: string): string {
  return createHmac('sha256', env().authSecret).update(`setup:${code}`).digest('base64url');
}

function announcement(code: string, until: Date): string {
  const shown = code.match(/.{4}/g)?.join('-') ?? code;
  const address = `${env().portalUrl}/setup`;
  const line = '-'.repeat(76);
  return `${line}
This portal has no provider yet. Open ${address} and enter this one-time code:

    ${shown}

It holds until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC. After that, opening ${address} prints a new one here.
${line}
`;
}

/** Whatever LOG_LEVEL says: without this text nobody gets in. */
function toTerminal(text: string): void {
  process.stderr.write(text);
}

type SetupAttempt = SetupBody & { address: string; requestId: string; now?: Date };
type Outcome = 'done' | 'over' | 'refused' | 'email-in-use' | { waitMs: number };

/**
 * Makes the first provider's account for who knows a code. Attempts are throttled as sign-ins are, and happen one after another.
 * Throws `not_found` once the set-up is over, `rate_limited`, or `validation_failed` with the field that does not fit.
 */
export async function completeSetup(attempt: SetupAttempt): Promise<{ email: string }> {
  const faults = passwordFaults('password', attempt.password);
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  const outcome = await lockedTransaction(lockSetup, (tx) => attemptOnce(tx, attempt, attempt.now ?? new Date()));
  if (typeof outcome === 'object')
    throw new AppError('rate_limited', { detail: say('setup.tooMany'), retryAfterSeconds: outcome.waitMs / 1000 });
  switch (outcome) {
    case 'done':
      offer().isClosed = true;
      return { email: attempt.email };
    case 'over':
      offer().isClosed = true;
      throw new AppError('not_found', { meta: { reason: 'the set-up is over' } });
    case 'refused':
      throw new AppError('validation_failed', { errors: [fieldFault('code', 'setup.codeWrong')] });
    case 'email-in-use':
      throw new AppError('validation_failed', { errors: [fieldFault('email', 'field.inUse')] });
  }
}

async function attemptOnce(tx: Tx, attempt: SetupAttempt, now: Date): Promise<Outcome> {
  const codes = await liveCodes(tx, now);
  if (codes === null) return 'over';
  const { address, email, name, password, requestId } = attempt;
  // No e-mail address has capitals once it is normalised: nobody's failed sign-ins count here, nor these there.
  const keys = throttleKeys('SETUP', address);
  const waitMs = await attemptWaitMs(tx, keys, null, address, now);
  if (waitMs > 0) {
    await auditTally(tx, [refusedEntry(attempt, 'REFUSED')], addressBlock(address), now);
    return { waitMs };
  }
  const given = Buffer.from(hashOf(attempt.code));
  const matches = codes.map(({ hash }) => {
    const kept = Buffer.from(hash);
    return kept.length === given.length && timingSafeEqual(kept, given);
  });
  if (!matches.includes(true)) {
    await recordFailure(tx, keys, now);
    await auditTally(tx, [refusedEntry(attempt, 'FAILED')], addressBlock(address), now);
    return 'refused';
  }
  if ((await tx.user.count({ where: { email } })) > 0) return 'email-in-use';
  const passwordHash = await hashPassword(password);
  await createProvider(tx, { email, name, passwordHash, actor: null, address, requestId, now });
  return 'done';
}

/** Of what was typed nothing is kept: nobody is known here yet. */
function refusedEntry({ address, requestId }: SetupAttempt, outcome: 'FAILED' | 'REFUSED'): AuditInput {
  return {
    tenantId: null,
    actor: { id: null, name: 'Unknown account', kind: 'USER' },
    action: 'provider.set-up',
    object: null,
    outcome,
    address,
    requestId,
  };
}
