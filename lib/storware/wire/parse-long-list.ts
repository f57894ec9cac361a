import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { StorwareList } from '@/lib/storware/model/listing';
import { elementsOf, parseList } from './parse-list';
import type { WireKind } from './parse-list';

const elementsPerTurn = 2_000;

/** Like `parseList`, for lists so long that the process has to answer others in between. */
export async function parseLongList<T>(
  kind: WireKind<T>,
  body: unknown,
  log: Logger,
  signal?: AbortSignal,
): Promise<StorwareList<T>> {
  const elements = elementsOf(kind.name, body);
  const whole: StorwareList<T> = { items: [], broken: 0 };
  for (let start = 0; start < elements.length; start += elementsPerTurn) {
    if (start > 0) await nextTurn();
    signal?.throwIfAborted();
    const { items, broken } = parseList(kind, elements.slice(start, start + elementsPerTurn), log);
    for (const item of items) whole.items.push(item);
    whole.broken += broken;
  }
  return whole;
}
