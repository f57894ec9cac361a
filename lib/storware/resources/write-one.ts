import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import type { Route } from '@/lib/storware/transport/route';
import { parseElement } from '@/lib/storware/wire/parse-list';
import type { WireKind } from '@/lib/storware/wire/parse-list';

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
