'use client';

import {
  Ban,
  ChevronDown,
  ChevronUp,
  CircleCheck,
  CircleX,
  Download as DownloadIcon,
  TriangleAlert,
  X,
} from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { FileName } from './file-table';
import type { Tone } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ProgressBar } from '@/components/ui/progress';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { formatBytes } from '@/lib/client/format/numbers';
import { isUnderWay, useCancelDownload, useDownloads, useStartDownload } from '@/lib/client/queries/mounts';
import type { Download, DownloadBody } from '@/lib/contracts/mount';
import { visibleName } from '@/lib/contracts/scalar';

/** The person's own downloads, beside the files that they come from. */
export function DownloadsDock({ desk }: { desk: DownloadDesk }) {
  const id = useId();
  const [isFolded, setFolded] = useState(false);
  const { downloads } = desk;
  if (downloads.length === 0) return null;
  const running = downloads.filter(isUnderWay).length;
  const failed = downloads.filter(({ state }) => state === 'FAILED' || state === 'EXPIRED').length;
  return (
    <section
      aria-labelledby={`${id}-title`}
      className="pointer-events-auto w-full shrink-0 rounded-md border border-line-strong bg-raised shadow-overlay sm:max-w-80"
    >
      <div className="flex items-center gap-2 py-1 pr-1 pl-3">
        <h2 id={`${id}-title`} className="text-sm">
          Downloads
        </h2>
        <p role="status" className="min-w-0 flex-1 truncate text-xs text-ink-2 tabular-nums">
          {[
            running > 0 ? `${running} running` : '',
            failed > 0 ? `${failed} failed` : '',
            running + failed === 0 ? 'all ended' : '',
          ]
            .filter((part) => part !== '')
            .join(', ')}
        </p>
        <IconButton
          label={isFolded ? 'Show downloads' : 'Fold downloads'}
          icon={
            isFolded ? <ChevronUp aria-hidden className="size-4" /> : <ChevronDown aria-hidden className="size-4" />
          }
          onPress={() => setFolded(!isFolded)}
        />
        {running === 0 ? (
          <IconButton
            label="Dismiss downloads"
            icon={<X aria-hidden className="size-4" />}
            onPress={desk.dismissEnded}
          />
        ) : null}
      </div>
      {isFolded ? null : (
        <ul
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-labelledby={`${id}-title`}
          className="max-h-64 divide-y divide-line overflow-y-auto border-t border-line"
        >
          {downloads.map((download) => (
            <DownloadRow
              key={download.id}
              download={download}
              onCancel={() => desk.cancel(download)}
              onRetry={desk.retryOf(download)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

const icons: Record<Download['state'], ReactNode> = {
  WAITING: <DownloadIcon aria-hidden className="text-run" />,
  RUNNING: <DownloadIcon aria-hidden className="text-run" />,
  FINISHED: <CircleCheck aria-hidden className="text-ok" />,
  CANCELLED: <Ban aria-hidden className="text-ink-3" />,
  FAILED: <CircleX aria-hidden className="text-fail" />,
  EXPIRED: <TriangleAlert aria-hidden className="text-late" />,
};

/** One download, live. */
function DownloadRow({
  download,
  onCancel,
  onRetry,
}: {
  download: Download;
  onCancel: () => void;
  onRetry: (() => void) | null;
}) {
  const { text, nextStep, tone, percent } = describeDownload(download);
  const name = visibleName(download.fileName);
  const underWay = isUnderWay(download);
  return (
    <li className="px-3 py-2">
      <div className="flex items-center gap-2">
        <span className="shrink-0 [&>svg]:size-4">{icons[download.state]}</span>
        <p className="min-w-0 flex-1 truncate" title={name}>
          <FileName name={download.fileName} />
        </p>
        {underWay ? (
          <Button size="sm" aria-label={`Cancel the download of ${name}`} onPress={onCancel}>
            Cancel
          </Button>
        ) : onRetry && nextStep !== null ? (
          <Button size="sm" aria-label={`Download ${name} again`} onPress={onRetry}>
            Again
          </Button>
        ) : null}
      </div>
      {underWay ? (
        <ProgressBar label={`Download of ${name}`} value={percent} text={text} tone={tone} className="mt-1.5" />
      ) : null}
      <p aria-hidden={underWay} className="mt-1 text-xs text-ink-2 tabular-nums">
        {text}
        {nextStep === null ? null : <span className="block text-ink-3">{nextStep}</span>}
      </p>
    </li>
  );
}

interface DownloadView {
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

export interface DownloadRequest {
  /** What the person calls it until the portal has named it. */
  label: string;
  body: DownloadBody;
}

interface DownloadDesk {
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
  const explainProblem = useExplainProblem();
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
