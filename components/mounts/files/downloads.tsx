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
import { useTranslations } from 'next-intl';
import { useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { FileName } from './file-table';
import type { MountTranslator } from '@/components/mounts/mount/mount-state';
import type { Tone } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ProgressBar } from '@/components/ui/progress';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import { isUnderWay, useCancelDownload, useDownloads, useStartDownload } from '@/lib/client/queries/mounts';
import type { Download, DownloadBody } from '@/lib/contracts/mount';
import { visibleName } from '@/lib/contracts/scalar';

/** The person's own downloads, beside the files. */
export function DownloadsPanel({ downloadsState }: { downloadsState: DownloadsState }) {
  const t = useTranslations('mounts.downloads');
  const id = useId();
  const [isFolded, setFolded] = useState(false);
  const { downloads } = downloadsState;
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
          {t('title')}
        </h2>
        <p role="status" className="min-w-0 flex-1 truncate text-xs text-ink-2 tabular-nums">
          {running > 0 && failed > 0
            ? t('runningAndFailed', { running, failed })
            : running > 0
              ? t('running', { count: running })
              : failed > 0
                ? t('failed', { count: failed })
                : t('allEnded')}
        </p>
        <IconButton
          label={t(isFolded ? 'unfold' : 'fold')}
          icon={
            isFolded ? <ChevronUp aria-hidden className="size-4" /> : <ChevronDown aria-hidden className="size-4" />
          }
          onPress={() => setFolded(!isFolded)}
        />
        {running === 0 ? (
          <IconButton
            label={t('dismiss')}
            icon={<X aria-hidden className="size-4" />}
            onPress={downloadsState.dismissEnded}
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
              onCancel={() => downloadsState.cancel(download)}
              onRetry={downloadsState.retryOf(download)}
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
  const [t, ui] = [useTranslations('mounts'), useTranslations('ui')];
  const { text, nextStep, tone, percent } = describeDownload(download, t, useFormats());
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
          <Button size="sm" aria-label={t('downloads.cancel', { name })} onPress={onCancel}>
            {ui('cancel')}
          </Button>
        ) : onRetry && nextStep !== null ? (
          <Button size="sm" aria-label={t('downloads.againLabel', { name })} onPress={onRetry}>
            {t('downloads.again')}
          </Button>
        ) : null}
      </div>
      {underWay ? (
        <ProgressBar
          label={t('downloads.progressLabel', { name })}
          value={percent}
          text={text}
          tone={tone}
          className="mt-1.5"
        />
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
  /** The next step, if any. */
  nextStep: string | null;
  tone: Extract<Tone, 'run' | 'ok' | 'late' | 'fail' | 'none'>;
  /** 0..100; null when its size is not known. */
  percent: number | null;
}

/** The state of a download, as text. */
export function describeDownload(
  { state, sentBytes, sizeBytes }: Pick<Download, 'state' | 'sentBytes' | 'sizeBytes'>,
  t: MountTranslator,
  format: Formats,
): DownloadView {
  const percent = sizeBytes === null ? null : sizeBytes === 0 ? 100 : Math.min(100, (sentBytes / sizeBytes) * 100);
  const sent = format.bytes(sentBytes);
  switch (state) {
    case 'WAITING':
      return sentBytes > 0
        ? { text: t('downloads.soFar', { sent }), nextStep: t('downloads.next.paused'), tone: 'none', percent }
        : { text: t('downloads.waiting'), nextStep: null, tone: 'run', percent: null };
    case 'RUNNING': {
      const text =
        sizeBytes === null
          ? t('downloads.soFar', { sent })
          : t('downloads.ofSize', { sent, size: format.bytes(sizeBytes) });
      return { text, nextStep: null, tone: 'run', percent };
    }
    case 'FINISHED':
      return { text: t('downloads.finished', { sent }), nextStep: null, tone: 'ok', percent: 100 };
    case 'CANCELLED':
      return {
        text: t('downloads.cancelled', { sent }),
        nextStep: t('downloads.next.cancelled'),
        tone: 'none',
        percent,
      };
    case 'FAILED':
      return { text: t('downloads.brokeOff', { sent }), nextStep: t('downloads.next.failed'), tone: 'fail', percent };
    case 'EXPIRED':
      return { text: t('downloads.expired'), nextStep: t('downloads.next.expired'), tone: 'late', percent: null };
  }
}

export interface DownloadRequest {
  /** Its name until the portal has named it; null for several files. */
  name: string | null;
  body: DownloadBody;
}

interface DownloadsState {
  start: (request: DownloadRequest) => void;
  isRequesting: boolean;
  downloads: readonly Download[];
  cancel: (download: Download) => void;
  /** Repeats the request of a download; null when this page did not request it. */
  retryOf: (download: Download) => (() => void) | null;
  dismissEnded: () => void;
}

/** Kept as long as this site is open in the browser: a dismissed download does not come back. */
const dismissed = new Set<string>();

/** Downloads of one mount: start, observe, cancel. */
export function useDownloadsState(mount: string, enabled: boolean): DownloadsState {
  const explainProblem = useExplainProblem();
  const t = useTranslations('mounts.downloads');
  const list = useDownloads(mount, enabled);
  const starting = useStartDownload(mount);
  const cancelling = useCancelDownload(mount);
  const [requests, setRequests] = useState<ReadonlyMap<string, DownloadRequest>>(new Map());
  const [, setDismissals] = useState(0);
  // The second press of a double click comes before the first one has rendered.
  const isUnderDiscussion = useRef(false);

  const start = (request: DownloadRequest) => {
    if (isUnderDiscussion.current) return;
    isUnderDiscussion.current = true;
    starting
      .mutateAsync(request.body)
      .then((download) => setRequests((before) => new Map(before).set(download.id, request)))
      .catch((error: unknown) => {
        const { cause, nextStep } = explainProblem(error);
        const { name, body } = request;
        showToast({
          tone: 'fail',
          title: name === null ? t('severalNotStarted', { count: body.paths.length }) : t('notStarted', { name }),
          description: `${cause} ${nextStep}`,
        });
      })
      .finally(() => {
        isUnderDiscussion.current = false;
      });
  };

  const downloads = (list.data?.items ?? []).filter(({ id }) => !dismissed.has(id));
  return {
    start,
    isRequesting: starting.isPending,
    downloads,
    cancel: ({ id, fileName }) => {
      cancelling.mutateAsync(id).catch((error: unknown) => {
        showToast({
          tone: 'fail',
          title: t('notCancelled', { name: fileName }),
          description: explainProblem(error).cause,
        });
      });
    },
    retryOf: ({ id }) => {
      const request = requests.get(id);
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
