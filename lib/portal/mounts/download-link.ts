import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '@/lib/core/actor';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';

export type DownloadRow = Prisma.DownloadGetPayload<object>;

/** How long a link lives: what breaks off can go on until then. */
export const linkLifeMs = 3_600_000;

/** A new token: 256 bits of chance. Only its hash is kept. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: hashOf(token) };
}

/** What is kept of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The tenant in which this session made the link, by slug: a browser that follows it can't name one. Null when the link
 * is not this session's, or its user is no member of that tenant any more.
 */
export async function tenantOfLink(actor: Actor, token: string): Promise<string | null> {
  const row = await db().download.findUnique({
    where: { tokenHash: hashOf(token) },
    select: { tenantId: true, userId: true, sessionId: true },
  });
  if (row?.userId !== actor.userId || row.sessionId !== actor.sessionId) return null;
  return actor.memberships.find(({ tenantId }) => tenantId === row.tenantId)?.slug ?? null;
}
