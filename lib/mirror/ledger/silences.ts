import 'server-only';
import { db } from '@/lib/db/client';
import type { DueRun } from './match-runs';

/** Shorter pauses are the worker's own, or a hiccup. */
const silenceMs = 10 * 60_000;

/** Keeps the times during which nobody heard Storware: an outage of it, or of the portal. To be called again and again, and before runs are judged. */
export async function noteSilence(): Promise<void> {
  const heard = await db().mirrorSync.findUnique({ where: { kind: 'tasks' }, select: { asOf: true } });
  if (!heard?.asOf) return;
  const { asOf } = heard;
  await db().$transaction(async (tx) => {
    const mark = await tx.ledgerMark.findUnique({ where: { id: 1 } });
    if (!mark) return;
    if (mark.heardAt !== null && asOf.getTime() - mark.heardAt.getTime() > silenceMs)
      await tx.silence.create({ data: { fromAt: mark.heardAt, toAt: asOf } });
    await tx.ledgerMark.update({ where: { id: 1 }, data: { heardAt: asOf } });
  });
}

/** Tells of a run whether nobody heard Storware during all of its window. */
export async function loadSilences(since: Date): Promise<(run: DueRun) => boolean> {
  const silences = await db().silence.findMany({ where: { toAt: { gt: since } } });
  return ({ dueAt, windowEndsAt }) => silences.some(({ fromAt, toAt }) => fromAt <= dueAt && toAt >= windowEndsAt);
}
