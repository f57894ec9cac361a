import 'server-only';
import type { StreamEvent } from '@/lib/contracts/events';
import { readFreshness } from '@/lib/live/freshness';
import { subscribe } from '@/lib/live/hub';

/** The age of the data, for someone who is in no tenant. */
export async function* watchFreshness({ signal }: { signal: AbortSignal }): AsyncGenerator<StreamEvent> {
  const items = subscribe({ tenantId: null, afterSeq: null, signal });
  yield { id: null, event: 'freshness', data: await readFreshness() };
  for await (const item of items)
    if (item.kind === 'freshness') yield { id: null, event: 'freshness', data: await readFreshness() };
}
