import type { LinkStatus } from '@/lib/storware/model/link-status';

type Observed = Pick<LinkStatus, 'reachable' | 'latencyMs' | 'lastSuccessAt' | 'lastErrorAt' | 'lastError'>;

export type LinkMonitor = {
  answered: (latencyMs: number) => void;
  /** `text` is shown to the provider: curated, without host or account. */
  failed: (text: string, isReachable: boolean) => void;
  observed: () => Observed;
};

const weightOfNewest = 0.2;

/** What the link has been like lately. */
export function createLinkMonitor(now: () => number): LinkMonitor {
  let reachable = false;
  let average: number | null = null;
  let lastSuccessAt: Date | null = null;
  let lastErrorAt: Date | null = null;
  let lastError: string | null = null;
  return {
    answered: (latencyMs) => {
      reachable = true;
      average = average === null ? latencyMs : average + (latencyMs - average) * weightOfNewest;
      lastSuccessAt = new Date(now());
    },
    failed: (text, isReachable) => {
      reachable = isReachable;
      lastErrorAt = new Date(now());
      lastError = text;
    },
    observed: () => ({ reachable, latencyMs: average === null ? null : Math.round(average), lastSuccessAt, lastErrorAt, lastError }),
  };
}
