import 'server-only';
import { processSingleton } from '@/lib/core/process-singleton';

const maxWaiting = 50;
const turns = () =>
  processSingleton('sign-in-turns', () => new Map<string, { last: Promise<unknown>; waiting: number }>());

/**
 * Runs `work` after all earlier work of the same `key` in this process, so that guesses sent at once are counted one by
 * one. Answers null without running it when too many wait already.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T | null> {
  const entry = turns().get(key) ?? { last: Promise.resolve(), waiting: 0 };
  if (entry.waiting >= maxWaiting) return null;
  entry.waiting += 1;
  turns().set(key, entry);
  const run = entry.last.then(work, work);
  entry.last = run.catch(() => undefined);
  try {
    return await run;
  } finally {
    entry.waiting -= 1;
    if (entry.waiting === 0) turns().delete(key);
  }
}
