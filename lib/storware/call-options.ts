import 'server-only';
import type { StorwareClient } from './client';
import { storware } from './storware';

/** Given last to every function of `resources/`. */
export type CallOptions = {
  signal?: AbortSignal | undefined;
  /** For tests; the client of the process otherwise. */
  client?: StorwareClient | undefined;
};

/** The client that a call is for. */
export function clientOf(call: CallOptions | undefined): StorwareClient {
  return call?.client ?? storware();
}
