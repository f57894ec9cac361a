'use client';

import { Ban, CircleCheck, CircleX, Download as DownloadIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ProgressBar } from '@/components/ui/progress-bar';
import { isUnderWay } from '@/lib/client/mount-downloads';
import type { Download } from '@/lib/contracts/mount';
import { describeDownload } from './download-words';
import { FileName } from './file-name';
import { visibleName } from '@/lib/contracts/visible-name';

const icons: Record<Download['state'], ReactNode> = {
  WAITING: <DownloadIcon aria-hidden className="text-run" />,
  RUNNING: <DownloadIcon aria-hidden className="text-run" />,
  FINISHED: <CircleCheck aria-hidden className="text-ok" />,
  CANCELLED: <Ban aria-hidden className="text-ink-3" />,
  FAILED: <CircleX aria-hidden className="text-fail" />,
  EXPIRED: <TriangleAlert aria-hidden className="text-late" />,
};

/** One download, live. */
export function DownloadRow({
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
