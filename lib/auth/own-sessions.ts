import 'server-only';
import type { OwnSession } from '@/lib/contracts/account';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { record } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { addressBlock } from './address-block';
import { endSessions } from './change-password';
import { inTrailsOf } from './person-trails';
import { maxAgeMs, maxIdleMs } from './session';

/** The sign-ins of a person that have not ended, the last used first. */
export async function listOwnSessions(actor: Actor, now = new Date()): Promise<{ items: OwnSession[] }> {
  const rows = await db().session.findMany({
    where: {
      userId: actor.userId,
      endedAt: null,
      createdAt: { gt: new Date(now.getTime() - maxAgeMs) },
      lastUsedAt: { gt: new Date(now.getTime() - maxIdleMs) },
    },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: 100,
  });
  return {
    items: rows.map(({ id, userAgent, address, createdAt, lastUsedAt }) => ({
      id,
      current: id === actor.sessionId,
      device: deviceOf(userAgent),
      address: address === null ? null : addressBlock(address),
      signedInAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
    })),
  };
}

/** Ends a sign-in of one's own; `not_found` for another person's. */
export async function endOwnSession(actor: Actor, id: string, requestId: string, now = new Date()): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id, userId: actor.userId, endedAt: null },
      data: { endedAt: now },
    });
    if (count === 0) throw new AppError('not_found', { meta: { kind: 'session' } });
    await note(tx, actor, 1, requestId, now);
  });
}

/** Ends every other sign-in of the person. */
export async function endOtherSessions(actor: Actor, requestId: string, now = new Date()): Promise<{ ended: number }> {
  return db().$transaction(async (tx) => {
    const ended = await endSessions(tx, actor.userId, now, actor.sessionId);
    if (ended > 0) await note(tx, actor, ended, requestId, now);
    return { ended };
  });
}

async function note(tx: Tx, { userId: id, name }: Actor, ended: number, requestId: string, now: Date): Promise<void> {
  const entry = {
    actor: { id, name },
    action: 'session.end' as const,
    object: { kind: 'user', id, name },
    outcome: 'SUCCEEDED' as const,
    detail: { endedSessions: ended },
    requestId,
  };
  await record(tx, await inTrailsOf(tx, id, entry), now);
}

/** Each browser names itself after those that it descends from: the first that fits is the right one. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/\bcurl\//, 'curl'],
  [/^node$|\bundici\b/, 'Node.js'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Browser and system of a `User-Agent`, as far as one can tell. */
export function deviceOf(userAgent: string | null): OwnSession['device'] {
  const nameIn = (known: typeof browsers): string | null =>
    known.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? null;
  return { browser: nameIn(browsers), system: nameIn(systems) };
}
