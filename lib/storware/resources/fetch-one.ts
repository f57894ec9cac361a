import type { StorwareClient } from '@/lib/storware/client';
import type { Route } from '@/lib/storware/transport/route';
import { parseOne } from '@/lib/storware/wire/parse-list';
import type { WireKind } from '@/lib/storware/wire/parse-list';

type GetRoute = Omit<Route, 'method' | 'body'>;

/** One object; null when the server does not have it. */
export async function findOne<T>(
  client: StorwareClient,
  kind: WireKind<T>,
  route: GetRoute,
  signal?: AbortSignal,
): Promise<T | null> {
  const answer = await client.find({ ...route, method: 'GET' }, { signal });
  return answer && answer.understand((body) => parseOne(kind, body, client.log));
}

/** One object that must be there. */
export async function getOne<T>(
  client: StorwareClient,
  kind: WireKind<T>,
  route: GetRoute,
  signal?: AbortSignal,
): Promise<T> {
  const answer = await client.read({ ...route, method: 'GET' }, { signal });
  return answer.understand((body) => parseOne(kind, body, client.log));
}
