import type { Logger } from 'pino';
import type { StorwareMemory } from '@/lib/storware/capability/availability';
import { asField } from '@/lib/core/say';
import type { CertificateFault, LinkStatus } from '@/lib/storware/model/result';
import { failureText } from './link-failure';
import type { LinkFailureKind } from './link-failure';

type Observed = Pick<
  LinkStatus,
  | 'reachable'
  | 'latencyMs'
  | 'clockDifferenceMs'
  | 'lastSuccessAt'
  | 'lastErrorAt'
  | 'lastError'
  | 'lastErrorRef'
  | 'certificate'
>;

type LinkMonitor = {
  /** `date` is the header of that name. */
  answered: (latencyMs: number, date?: string | string[]) => void;
  failed: (kind: LinkFailureKind, isReachable: boolean) => void;
  /** The problem of the server's certificate. */
  refusedCertificate: (fault: CertificateFault) => void;
  observed: () => Observed;
};

const weightOfNewest = 0.2;

/** The recent state of the connection. */
export function createLinkMonitor(now: () => number): LinkMonitor {
  let reachable = false;
  let average: number | null = null;
  let clockDifferenceMs: number | null = null;
  let lastSuccessAt: Date | null = null;
  let lastErrorAt: Date | null = null;
  let lastError: LinkFailureKind | null = null;
  let certificate: CertificateFault | null = null;
  return {
    answered: (latencyMs, date) => {
      clockDifferenceMs = differenceOf(date, now() - latencyMs / 2) ?? clockDifferenceMs;
      reachable = true;
      certificate = null;
      average = average === null ? latencyMs : average + (latencyMs - average) * weightOfNewest;
      lastSuccessAt = new Date(now());
    },
    failed: (kind, isReachable) => {
      reachable = isReachable;
      lastErrorAt = new Date(now());
      lastError = kind;
    },
    refusedCertificate: (fault) => {
      certificate = fault;
    },
    observed: () => ({
      reachable,
      latencyMs: average === null ? null : Math.round(average),
      clockDifferenceMs,
      lastSuccessAt,
      lastErrorAt,
      ...asField('lastError', lastError && failureText(lastError)),
      certificate,
    }),
  };
}

/** The header has whole seconds, so half of one is added. A difference of up to two seconds counts as none. */
function differenceOf(date: string | string[] | undefined, answeredAtMs: number): number | null {
  const serverTimeMs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(serverTimeMs)) return null;
  const difference = Math.round(serverTimeMs + 500 - answeredAtMs);
  return Math.abs(difference) <= 2_000 ? 0 : difference;
}

const everyMs = 5_000;

/**
 * Stores the state of the connection for all processes: at once when it changes, else every few seconds while requests
 * are made.
 */
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
