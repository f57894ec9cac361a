import type { Tone } from '@/components/ui/badge';
import { formatBytes } from '@/lib/client/format-bytes';
import type { Download } from '@/lib/contracts/mount';

export interface DownloadView {
  text: string;
  /** What to do next, where there is something to do. */
  nextStep: string | null;
  tone: Extract<Tone, 'run' | 'ok' | 'late' | 'fail' | 'none'>;
  /** 0..100; null when its size is not known. */
  percent: number | null;
}

/** Where a download is, in words. */
export function describeDownload({
  state,
  sentBytes,
  sizeBytes,
}: Pick<Download, 'state' | 'sentBytes' | 'sizeBytes'>): DownloadView {
  const percent = sizeBytes === null ? null : sizeBytes === 0 ? 100 : Math.min(100, (sentBytes / sizeBytes) * 100);
  switch (state) {
    case 'WAITING':
      if (sentBytes > 0)
        return {
          text: `${formatBytes(sentBytes)} so far`,
          nextStep: 'The browser can go on within an hour of its beginning.',
          tone: 'none',
          percent,
        };
      return { text: 'Waiting for the browser to begin', nextStep: null, tone: 'run', percent: null };
    case 'RUNNING':
      return {
        text:
          sizeBytes === null
            ? `${formatBytes(sentBytes)} so far`
            : `${formatBytes(sentBytes)} of ${formatBytes(sizeBytes)}`,
        nextStep: null,
        tone: 'run',
        percent,
      };
    case 'FINISHED':
      return { text: `Finished, ${formatBytes(sentBytes)}`, nextStep: null, tone: 'ok', percent: 100 };
    case 'CANCELLED':
      return {
        text: `Cancelled after ${formatBytes(sentBytes)}`,
        nextStep: 'What the browser has kept of it is not complete.',
        tone: 'none',
        percent,
      };
    case 'FAILED':
      return {
        text: `Broke off after ${formatBytes(sentBytes)}`,
        nextStep: 'Download it again. If the mount has ended, mount the recovery point again first.',
        tone: 'fail',
        percent,
      };
    case 'EXPIRED':
      return {
        text: 'The browser did not begin in time',
        nextStep: 'Download it again, and allow downloads if the browser asks.',
        tone: 'late',
        percent: null,
      };
  }
}
