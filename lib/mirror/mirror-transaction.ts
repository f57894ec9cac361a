import 'server-only';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';

/** Rows that one statement of the mirror handles at most. */
export const chunkSize = 1_000;

/** A transaction that may take longer than a request's: it carries up to `chunkSize` rows. */
export function mirrorTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work, { maxWait: 15_000, timeout: 60_000 });
}
