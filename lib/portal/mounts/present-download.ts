import type { Download } from '@/lib/contracts/mount';
import type { DownloadRow } from './download-link';

/** A download that has not been heard of for so long was cut off with its process. */
export const silentMs = 30_000;

/** What a download is at `now`, whatever was noted of it last. */
export function downloadState(row: Pick<DownloadRow, 'state' | 'expiresAt' | 'movedAt'>, now: Date): Download['state'] {
  switch (row.state) {
    case 'WAITING':
      return row.expiresAt > now ? 'WAITING' : 'EXPIRED';
    case 'RUNNING':
      return row.movedAt !== null && now.getTime() - row.movedAt.getTime() < silentMs ? 'RUNNING' : 'FAILED';
    case 'FINISHED':
    case 'CANCELLED':
    case 'EXPIRED':
      return row.state;
    default:
      return 'FAILED';
  }
}

/** A download as the one who asked for it sees it; its link is told once, when it is made. */
export function presentDownload(row: DownloadRow, url: string | null, now: Date = new Date()): Download {
  return {
    id: row.id,
    fileName: row.fileName,
    state: downloadState(row, now),
    url,
    expiresAt: row.expiresAt.toISOString(),
    sentBytes: Number(row.sentBytes),
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
  };
}
