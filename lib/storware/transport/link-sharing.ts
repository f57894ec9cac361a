import type { Logger } from 'pino';
import type { StorwareMemory } from '@/lib/storware/memory';
import type { LinkStatus } from '@/lib/storware/model/link-status';

const everyMs = 5_000;

/** Keeps the state of the link where every process can read it: at once when it changes, else every few seconds while requests are made. */
export function createLinkSharing({
  status,
  memory,
  log,
  now,
}: {
  status: () => LinkStatus;
  memory: () => StorwareMemory | null;
  log: Logger;
  now: () => number;
}): () => void {
  let lastMark = '';
  let lastAt = -Infinity;
  return () => {
    const current = status();
    const mark = JSON.stringify([
      current.reachable,
      current.breaker,
      current.lastError,
      current.sessionSince,
      current.certificate,
    ]);
    if (mark === lastMark && now() - lastAt < everyMs) return;
    lastMark = mark;
    lastAt = now();
    memory()
      ?.saveLink(current)
      .catch((error: unknown) => {
        lastMark = '';
        log.debug({ err: error }, 'could not keep the state of the link to Storware');
      });
  };
}
