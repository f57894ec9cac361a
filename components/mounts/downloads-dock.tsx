'use client';

import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useId, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { isUnderWay } from '@/lib/client/mount-downloads';
import { DownloadRow } from './download-row';
import type { DownloadDesk } from './use-download-desk';

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
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        <ul
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
