import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import type { NamedOutcome, WriteOutcome } from '@/lib/storware/model/result';
import { lookFirst } from '@/lib/storware/outcomes';
import type { Route } from '@/lib/storware/transport/exchange';
import { parseElement } from '@/lib/storware/wire/parse';
import type { WireKind } from '@/lib/storware/wire/parse';

/** A write that is answered with the object that it made or changed; null when the answer is empty or not understood. */
export function writeOne<T>(kind: WireKind<T>, route: Route, call?: CallOptions): Promise<WriteOutcome<T | null>> {
  const parse = (body: unknown): WriteOutcome<T | null> => {
    const parsed = parseElement(kind, body);
    return { kind: 'accepted', value: parsed.ok ? parsed.value : null };
  };
  return clientOf(call).write<T | null>(route, parse, { signal: call?.signal });
}

/** A DELETE; what is not there (any more) is `gone`. */
export async function deleteOne(
  template: string,
  guid: string,
  call?: CallOptions,
): Promise<WriteOutcome<'removed' | 'gone'>> {
  const removed = { kind: 'accepted', value: 'removed' } as const;
  const outcome = await clientOf(call).write<'removed' | 'gone'>(
    { method: 'DELETE', template, params: { guid } },
    () => removed,
    { signal: call?.signal },
  );
  return outcome.kind === 'rejected' && outcome.status === 404 ? { kind: 'accepted', value: 'gone' } : outcome;
}

/** Those that have a name already; `complete` says whether the list was understood whole, so that absence means something. */
export type NameConflicts = { guids: string[]; complete: boolean };

/** Awaited when a name has been found to be nobody's and before anything is made under it: from then on what has it may be ours. */
export type BeforeSend = { beforeSend?: (() => Promise<void>) | undefined };

/** Names as the server compares them: it puts `uuid_<project>_` in front of some (STORWARE_API.md 13.6), and does not mind the case (14.10). */
export function isSameName(a: string, b: string): boolean {
  const plain = (name: string): string =>
    name
      .replace(/^uuid_[^_]+_/, '')
      .trim()
      .toLowerCase();
  return plain(a) === plain(b);
}

/** Whether the server answered, and said 500: executed or not, it is not executing any more. */
export function isAnswered500(outcome: WriteOutcome<unknown>): boolean {
  return outcome.kind === 'unknown' && outcome.error.meta?.status === 500;
}

/**
 * A write that gives something a name. Servers say 409, 400 or 500 to a name that exists (14.10): which it was is
 * decided by reading the names before and after, never by a text. After a 500 a name that is still nobody's means that
 * nothing was made; one that is someone's now leaves it `unknown`.
 */
export async function writeNamed<T>(
  template: string,
  nameConflicts: () => Promise<NameConflicts>,
  write: () => Promise<WriteOutcome<T>>,
): Promise<NamedOutcome<T>> {
  const before = await lookFirst(template, nameConflicts);
  if ('failed' in before) return before.failed;
  if (before.found.guids.length > 0) return { kind: 'name_taken' };
  const outcome = await write();
  if (outcome.kind !== 'rejected' && !isAnswered500(outcome)) return outcome;
  const after = await lookFirst(template, nameConflicts);
  if ('failed' in after) return outcome;
  const isTaken = after.found.guids.length > 0;
  if (outcome.kind === 'rejected') return isTaken ? { kind: 'name_taken' } : outcome;
  return isTaken || !after.found.complete ? outcome : { kind: 'rejected', status: 500, message: '' };
}
