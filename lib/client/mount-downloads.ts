'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { Download, DownloadList } from '@/lib/contracts/mount';
import type { DownloadBody } from '@/lib/contracts/mount';
import { request } from './api';
import { keys } from './keys';

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
    queryKey: keys.downloads.ofMount(mount),
    queryFn: ({ signal }) => request(DownloadList, `/mounts/${encodeURIComponent(mount)}/downloads`, { signal }),
    refetchInterval: ({ state }) => pollOf(state.data?.items ?? []),
    enabled,
  });
}

function putDownload(client: QueryClient, mount: string, download: Download): void {
  client.setQueryData<DownloadList>(keys.downloads.ofMount(mount), (list) => {
    const items = list?.items ?? [];
    return { items: items.some(({ id }) => id === download.id) ? items.map((each) => (each.id === download.id ? download : each)) : [download, ...items] };
  });
}

/** Asks for a download and hands its address to the browser, whose own download manager takes it from there. */
export function useStartDownload(mount: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DownloadBody) => request(Download, `/mounts/${encodeURIComponent(mount)}/download`, { method: 'POST', body }),
    onSuccess: (download) => {
      putDownload(client, mount, download);
      if (download.url !== null) handToBrowser(download.url);
      void client.invalidateQueries({ queryKey: keys.downloads.ofMount(mount) });
    },
  });
}

/** Breaks a download off; the browser then calls it failed. */
export function useCancelDownload(mount: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request(Download, `/mounts/${encodeURIComponent(mount)}/downloads/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: (download) => putDownload(client, mount, download),
    onSettled: () => client.invalidateQueries({ queryKey: keys.downloads.ofMount(mount) }),
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
