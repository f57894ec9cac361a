import 'server-only';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { say } from '@/lib/core/say';

/**
 * Throws `proof_required` when the session proved too long ago who it is, as for a browser that was left open. A token
 * was made with such a proof, and can't give another.
 */
export function requireProof({ provedAt }: Actor, now = new Date()): void {
  if (provedAt !== null && now.getTime() - provedAt.getTime() > env().proofMs)
    throw new AppError('proof_required', { detail: say('account.proofRequired') });
}
