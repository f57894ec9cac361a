'use client';

import { useRef, useState } from 'react';
import { showToast } from '@/components/ui/toast-queue';
import { explainProblem } from '@/lib/client/explain-problem';
import { isUnderWay, useCancelDownload, useDownloads, useStartDownload } from '@/lib/client/mount-downloads';
import type { Download, DownloadBody } from '@/lib/contracts/mount';

export interface DownloadRequest {
  /** What the person calls it until the portal has named it. */
  label: string;
  body: DownloadBody;
}

export interface DownloadDesk {
  start: (request: DownloadRequest) => void;
  isAsking: boolean;
  downloads: readonly Download[];
  cancel: (download: Download) => void;
  /** Asks again for what a download was to bring; null when this page did not ask for it. */
  retryOf: (download: Download) => (() => void) | null;
  dismissEnded: () => void;
}

/** Kept for as long as the browser has this site open: what was dismissed does not come back with the next look at the page. */
const dismissed = new Set<string>();

/** Downloads of one mount: to begin, to watch, to break off. */
export function useDownloadDesk(mount: string, enabled: boolean): DownloadDesk {
  const list = useDownloads(mount, enabled);
  const starting = useStartDownload(mount);
  const cancelling = useCancelDownload(mount);
  const [asked, setAsked] = useState<ReadonlyMap<string, DownloadRequest>>(new Map());
  const [, setDismissals] = useState(0);
  // The second press of a double click comes before the first one has drawn anything.
  const isUnderDiscussion = useRef(false);

  const start = (request: DownloadRequest) => {
    if (isUnderDiscussion.current) return;
    isUnderDiscussion.current = true;
    starting
      .mutateAsync(request.body)
      .then((download) => setAsked((before) => new Map(before).set(download.id, request)))
      .catch((error: unknown) => {
        const { cause, nextStep } = explainProblem(error);
        showToast({ tone: 'fail', title: `${request.label} was not downloaded`, description: `${cause} ${nextStep}` });
      })
      .finally(() => {
        isUnderDiscussion.current = false;
      });
  };

  const downloads = (list.data?.items ?? []).filter(({ id }) => !dismissed.has(id));
  return {
    start,
    isAsking: starting.isPending,
    downloads,
    cancel: ({ id, fileName }) => {
      cancelling.mutateAsync(id).catch((error: unknown) => {
        showToast({
          tone: 'fail',
          title: `The download of ${fileName} was not cancelled`,
          description: explainProblem(error).cause,
        });
      });
    },
    retryOf: ({ id }) => {
      const request = asked.get(id);
      if (!request) return null;
      return () => {
        dismissed.add(id);
        start(request);
      };
    },
    dismissEnded: () => {
      for (const download of downloads) if (!isUnderWay(download)) dismissed.add(download.id);
      setDismissals((before) => before + 1);
    },
  };
}
