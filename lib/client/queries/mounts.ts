'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { queryString } from '@/lib/client/addresses';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { keyOf, readOf } from '@/lib/client/live/keys';
import type { MountFileParams, MountListParams, QueryName } from '@/lib/client/live/keys';
import { applyOperation } from '@/lib/client/live/live-cache';
import { liveQuery } from '@/lib/client/live/live-query';
import { useWrite } from '@/lib/client/http/write';
import { Download, DownloadList, FileList, MountDetail, MountOptions } from '@/lib/contracts/mount';
import type { DownloadBody, MountFileSystem, StartMountBody } from '@/lib/contracts/mount';
import { OperationAnswer } from '@/lib/contracts/operation';
import { mountListRead } from './reads';

/** One page of mounts; keeps the last page while the next one is read. */
export function useMountList(params: MountListParams) {
  return useQuery({
    ...liveQuery(mountListRead(params)),
    placeholderData: keepPreviousData,
  });
}

/** One mount with its file systems and targets. */
export function useMount(guid: string) {
  const select = useNamedFileSystems<MountDetail>();
  return useQuery({
    ...liveQuery(readOf(keyOf('mount', { guid }), (ask) => ask(MountDetail, `/mounts/${encodeURIComponent(guid)}`))),
    select,
  });
}

/** Puts the names of file systems that have none of their own into the reader's language. */
function useNamedFileSystems<T extends { fileSystems: MountFileSystem[] }>(): (answer: T) => T {
  const wordsOfServer = useServerText();
  return useCallback(
    (answer) => ({ ...answer, fileSystems: answer.fileSystems.map((each) => named(each, wordsOfServer)) }),
    [wordsOfServer],
  );
}

function named(fileSystem: MountFileSystem, wordsOfServer: WordsOfServer): MountFileSystem {
  return { ...fileSystem, name: wordsOfServer(fileSystem.name, fileSystem.nameRef) };
}

/** What can be mounted of a recovery point, and why the rest can't; null reads nothing. */
export function useMountOptions(point: string | null) {
  const select = useNamedFileSystems<MountOptions>();
  const query = liveQuery(
    readOf(keyOf('mount-options', { point: point ?? '' }), (ask) =>
      ask(MountOptions, `/recovery-points/${encodeURIComponent(point ?? '')}/mount-options`),
    ),
    { staleTime: 10_000 },
  );
  return useQuery(point === null ? { ...query, queryFn: skipToken, select } : { ...query, select });
}

const shown: readonly QueryName[] = ['mounts', 'mount'];
const follow = ({ operation }: OperationAnswer, client: QueryClient): void => applyOperation(client, operation);

/** Requests a mount. */
export function useStartMount() {
  return useWrite({
    answer: OperationAnswer,
    request: (body: StartMountBody) => ({ method: 'POST', path: '/mounts', body }),
    changes: shown,
    onAnswer: follow,
  });
}

/** Requests an extension of the mount. */
export function useExtendMount() {
  return useWrite({
    answer: OperationAnswer,
    request: (guid: string) => ({ method: 'POST', path: `/mounts/${encodeURIComponent(guid)}/extend`, body: {} }),
    changes: shown,
    onAnswer: follow,
  });
}

/**
 * Requests the end of a mount; a second request returns the first one's operation. `interrupt` aborts downloads of
 * other people.
 */
export function useUnmount() {
  return useWrite({
    answer: OperationAnswer,
    request: ({ guid, interrupt }: { guid: string; interrupt: boolean }) => ({
      method: 'DELETE',
      path: `/mounts/${encodeURIComponent(guid)}${interrupt ? '?interrupt=true' : ''}`,
    }),
    changes: shown,
    onAnswer: follow,
  });
}

/** The content of a backup never changes; it is cached for a while. */
const staleMs = 10 * 60_000;

/** One page of a folder; keeps the last page of the same folder while the next one is read. */
export function useMountFiles(mount: string, params: MountFileParams, enabled: boolean) {
  const wordsOfServer = useServerText();
  return useQuery({
    ...liveQuery(
      readOf(keyOf('mount-files', { mount, ...params }), (ask) =>
        ask(FileList, `/mounts/${encodeURIComponent(mount)}/files${queryString({ ...params })}`),
      ),
      { staleTime: staleMs },
    ),
    placeholderData: (previous: FileList | undefined) =>
      previous?.path === params.path && previous.fileSystem.guid === (params.fileSystem ?? previous.fileSystem.guid)
        ? previous
        : undefined,
    select: useCallback(
      (files: FileList) => ({ ...files, fileSystem: named(files.fileSystem, wordsOfServer) }),
      [wordsOfServer],
    ),
    enabled,
  });
}

const pollMs = 1_000;
/** A link is valid for an hour. */
const waitingPollMs = 3_000;

/** True while bytes may still come. */
export function isUnderWay({ state }: Pick<Download, 'state'>): boolean {
  return state === 'WAITING' || state === 'RUNNING';
}

function pollOf(items: readonly Download[]): number | false {
  if (items.some(({ state }) => state === 'RUNNING')) return pollMs;
  return items.some(isUnderWay) && waitingPollMs;
}

/** The person's own downloads of this mount in the last hour; read every second while one is running. */
export function useDownloads(mount: string, enabled: boolean) {
  return useQuery({
    ...liveQuery(
      readOf(keyOf('downloads', { mount }), (ask) =>
        ask(DownloadList, `/mounts/${encodeURIComponent(mount)}/downloads`),
      ),
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

/** Requests a download and opens its address, so that the browser's own download manager takes over. */
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

/** Aborts a download; the browser then shows it as failed. */
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

/** The `download` attribute prevents that a refusal replaces the page. */
function handToBrowser(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}
