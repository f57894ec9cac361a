import 'server-only';
import { processSingleton } from '@/lib/core/process-singleton';

/** A value of one of Storware's enums that the portal has no meaning for, and how often it was seen since it was last taken. */
export type NotUnderstood = { readonly kind: string; readonly value: string; readonly count: number };

/** A server that sends nonsense must not fill the memory: what does not fit is not noted. */
const mostKept = 300;
const longest = 100;

const seen = processSingleton('storware-not-understood', () => new Map<string, NotUnderstood>());

/** Notes a value that is none of `kind`, such as "backup status": for the provider, who is shown what was not understood. */
export function noteNotUnderstood(kind: string, raw: string): void {
  const value = raw.slice(0, longest);
  const key = `${kind} ${value}`;
  const before = seen.get(key);
  if (before === undefined && seen.size >= mostKept) return;
  seen.set(key, { kind, value, count: Math.min((before?.count ?? 0) + 1, 1_000_000) });
}

/** What this process noted since it was last asked. */
export function takeNotUnderstood(): NotUnderstood[] {
  const taken = [...seen.values()];
  seen.clear();
  return taken;
}
