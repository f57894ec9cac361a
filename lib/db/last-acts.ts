import 'server-only';
import { processSingleton } from '@/lib/core/process-state';
import type { Db, Tx } from './client';

/**
 * What transactions do last, in the order of `rank`, however early it was asked for: it takes locks that many others want, which are
 * so held for a moment only, and by everybody in the same order.
 */
export type LastAct<T> = {
  readonly rank: number;
  readonly run: (tx: Tx, items: readonly T[]) => Promise<void>;
};

type Asked = { readonly act: LastAct<unknown>; readonly items: unknown[] };

/** Of the process: the build may load this module more than once, and the client of one copy serves all. */
const open = processSingleton('db/last-acts', () => new WeakMap<object, Asked[]>());

/** Asks for the act at the end of the transaction; it is done at once where that is not one of ours. */
export async function doLast<T>(tx: Tx, act: LastAct<T>, items: readonly T[]): Promise<void> {
  if (items.length === 0) return;
  const asked = open.get(tx);
  if (!asked) return act.run(tx, items);
  const known = asked.find((one) => one.act === act);
  if (known) known.items.push(...items);
  else asked.push({ act: act as LastAct<unknown>, items: [...items] });
}

/** Runs `work` in this transaction, or in one of its own where a client was given. */
export function inTransaction(tx: Tx | Db, work: (tx: Tx) => Promise<void>): Promise<void> {
  // A transaction has $transaction too, for those inside it, but nothing to connect.
  return '$connect' in tx && typeof tx.$connect === 'function' ? tx.$transaction(work) : work(tx);
}

/** Runs the work of a transaction, and then what it asked to be done last; an act may ask for those of a higher rank. */
export async function withLastActs<T>(tx: object, work: () => Promise<T>): Promise<T> {
  const asked: Asked[] = [];
  open.set(tx, asked);
  const result = await work();
  for (;;) {
    asked.sort((one, other) => one.act.rank - other.act.rank);
    const next = asked.shift();
    if (!next) break;
    await next.act.run(tx as Tx, next.items);
  }
  open.delete(tx);
  return result;
}
