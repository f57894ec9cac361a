import 'server-only';
import { headers } from 'next/headers';
import { isAppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { log } from '@/lib/core/log';
import type { Permission } from '@/lib/contracts/me';
import { newestShownEvent } from '@/lib/portal/events/watch-events';
import { requirePermission } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { RouteHandler } from './routes/declaration';
import { callWithin } from './routes/page-answers';
import type { PageScope } from './routes/page-answers';

/**
 * Whether the request is a navigation in an open tab, which has a cache of its own that the event stream updates. Next
 * hides its router's own headers from pages; browsers mark document requests (Fetch Metadata), and other clients load
 * documents only.
 */
function isOfOpenTab(given: Headers): boolean {
  return (given.get('sec-fetch-dest') ?? 'document') === 'empty';
}

/** Data of a page, as the database had it at `readAt`. */
export interface FirstRead<K> {
  readonly key: K;
  readonly data: unknown;
  /** The newest event that the data certainly includes; null while that is not known. */
  readonly shows: number | null;
  readonly readAt: string;
}

interface PageRead<K> {
  readonly key: K;
  readonly read: (ask: ReturnType<typeof callWithin>) => Promise<unknown>;
}

/**
 * Reads the first content of a page, in the given order. What fails or takes too long is left out and never fails the
 * page: the browser requests it and shows the error.
 */
export async function readFirst<K>(
  scope: PageScope,
  reads: readonly PageRead<K>[],
  handlers: readonly RouteHandler[],
  limitMs = env().pageDataLimitMs,
): Promise<FirstRead<K>[]> {
  if (isOfOpenTab(await headers())) return [];
  const ask = callWithin(scope, handlers);
  // Set before the read: later changes come by the stream.
  const position = newestShownEvent();
  const shows = position === null ? null : Number(position);
  const readAt = new Date().toISOString();
  const first = reads.map(({ key, read }) =>
    inTime(scope, async () => ({ key, data: await read(ask), shows, readAt }), limitMs),
  );
  return (await Promise.all(first)).filter((each) => each !== null);
}

/**
 * What the database knows of an object until Storware has returned the rest. Null when it is forbidden, fails or takes
 * too long: the browser requests the whole anyway.
 */
export function readKnown<T>(
  scope: TenantScope,
  permission: Permission,
  read: () => Promise<T>,
  limitMs = env().pageDataLimitMs,
): Promise<T | null> {
  return inTime(
    scope,
    () => {
      requirePermission(scope, permission);
      return read();
    },
    limitMs,
  );
}

async function inTime<T>(scope: PageScope, read: () => Promise<T>, limitMs: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  const answer = async () => {
    try {
      return await read();
    } catch (error) {
      if (!isAppError(error)) log.warn({ err: error, requestId: scope.requestId }, 'a page was sent without its data');
      return null;
    }
  };
  try {
    return await Promise.race([answer(), late]);
  } finally {
    clearTimeout(timer);
  }
}
