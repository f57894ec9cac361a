import { hashKey } from '@tanstack/react-query';
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** Events come in bursts; one reading after this long answers for all of them. */
export const invalidateAfterMs = 400;

const waiting = new WeakMap<QueryClient, Map<string, QueryKey>>();

/** Invalidates the key a little later, once for however many calls come in between. */
export function invalidateSoon(client: QueryClient, key: QueryKey): void {
  let keys = waiting.get(client);
  if (!keys) {
    const fresh = new Map<string, QueryKey>();
    keys = fresh;
    waiting.set(client, fresh);
    setTimeout(() => {
      waiting.delete(client);
      // A reading already on its way began before the event and may not show it: start it again.
      for (const each of fresh.values()) void client.invalidateQueries({ queryKey: each }, { cancelRefetch: true });
    }, invalidateAfterMs);
  }
  keys.set(hashKey(key), key);
}
