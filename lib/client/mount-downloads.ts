'use client';

import { useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { Download, DownloadList } from '@/lib/contracts/mount';
import type { DownloadBody } from '@/lib/contracts/mount';
import { keyOf } from './keys';
import { liveQuery } from './live-query';
import { useWrite } from './write';

const pollMs = 1_000;
/** A link may wait for an hour. */
const waitingPollMs = 3_000;

/** True while bytes may still come. */
export function isUnderWay({ state }: Pick<Download, 'state'>): boolean {
  return state === 'WAITING' || state === 'RUNNING';
}

function pollOf(items: readonly Download[]): number | false {
  if (items.some(({ state }) => state === 'RUNNING')) return pollMs;
  return items.some(isUnderWay) && waitingPollMs;
}

/** The person's own downloads of this mount in the last hour; read every second while one is under way. */
export function useDownloads(mount: string, enabled: boolean) {
  return useQuery({
    ...liveQuery(keyOf('downloads', { mount }), (ask) =>
      ask(DownloadList, `/mounts/${encodeURIComponent(mount)}/downloads`),
    ),
    refetchInterval: ({ state }) => pollOf(state.data?.items ?? []),
    enabled,
  });
}

function putDownload(client: QueryClient, mount: string, download: Download): void {
  client.setQueryData<DownloadList>(keyOf('downloads', { mount }), (list) => {
    const items = list?.items ?? [];
    return {
      items: items.some(({ id }) => id === download.id)
        ? items.map((each) => (each.id === download.id ? download : each))
        : [download, ...items],
    };
  });
}

/** Asks for a download and hands its address to the browser, whose own download manager takes it from there. */
export function useStartDownload(mount: string) {
  return useWrite({
    answer: Download,
    request: (body: DownloadBody) => ({ method: 'POST', path: `/mounts/${encodeURIComponent(mount)}/download`, body }),
    isParallel: true,
    changes: ['downloads'],
    onAnswer: (download, client) => {
      putDownload(client, mount, download);
      if (download.url !== null) handToBrowser(download.url);
    },
  });
}

/** Breaks a download off; the browser then calls it failed. */
export function useCancelDownload(mount: string) {
  return useWrite({
    answer: Download,
    request: (id: string) => ({
      method: 'DELETE',
      path: `/mounts/${encodeURIComponent(mount)}/downloads/${encodeURIComponent(id)}`,
    }),
    isParallel: true,
    changes: ['downloads'],
    onAnswer: (download, client) => putDownload(client, mount, download),
  });
}

/** The `download` attribute keeps a refusal from taking the page away. */
function handToBrowser(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}
