'use client';

import { useQuery } from '@tanstack/react-query';
import { FileList } from '@/lib/contracts/mount';
import { keyOf } from './keys';
import type { MountFileParams } from './keys';
import { liveQuery } from './live-query';
import { queryString } from './query-string';

/** What is in a backup never changes; it is kept as long as somebody may come back to it. */
const staleMs = 10 * 60_000;

/** One page of a folder; keeps showing the last page of the same folder while the next one is read. */
export function useMountFiles(mount: string, params: MountFileParams, enabled: boolean) {
  return useQuery({
    ...liveQuery(
      keyOf('mount-files', { mount, ...params }),
      (ask) => ask(FileList, `/mounts/${encodeURIComponent(mount)}/files${queryString({ ...params })}`),
      { staleTime: staleMs },
    ),
    placeholderData: (previous: FileList | undefined) =>
      previous?.path === params.path && previous.fileSystem.guid === (params.fileSystem ?? previous.fileSystem.guid)
        ? previous
        : undefined,
    enabled,
  });
}
