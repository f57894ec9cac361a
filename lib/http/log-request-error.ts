import 'server-only';
import { log } from '@/lib/core/log';
import { codeOf } from './problem';

/** Logs what a page threw. What is expected of a healthy portal (no session, nothing there, Storware down) is not an error. */
export function logRequestError(error: unknown, where: { method: string; route: string }): void {
  const code = codeOf(error);
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined;
  if (code === 'internal' || code === 'upstream_contract')
    log.error({ ...where, code, digest, err: error }, 'page failed');
  else log.info({ ...where, code, digest }, 'page refused');
}
