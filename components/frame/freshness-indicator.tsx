'use client';

import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { CloudOff, Radio, TriangleAlert } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { ExactTime } from '@/components/ui/exact-time';
import { KeyValues } from '@/components/ui/key-values';
import { popoverStyle } from '@/components/ui/overlay-style';
import { useConnection } from '@/lib/client/connection-store';
import { describeFreshness } from '@/lib/client/describe-freshness';
import { useFreshness } from '@/lib/client/freshness';
import { useNow } from '@/lib/client/now-store';
import { useClockError } from '@/lib/client/server-clock';
import { useTimeZone } from '@/lib/client/time-zone';
import { clockErrorWords } from './clock-word';

const inks = { none: '!text-ink-3', late: '!text-late', fail: '!text-fail' } as const;
const icons = { none: Radio, late: TriangleAlert, fail: CloudOff } as const;
const connectionWords = {
  open: 'Live',
  connecting: 'Connecting',
  lost: 'Interrupted; read every 15 seconds',
  offline: 'This device is offline',
} as const;

/** How old the data is: quiet when live, amber when late, red with the reason when the backup system is down. */
export function FreshnessIndicator() {
  const freshness = useFreshness();
  const connection = useConnection();
  const clockError = useClockError();
  const view = describeFreshness(freshness, connection, useTimeZone(), useNow());
  const Icon = icons[view.tone];
  return (
    <>
      <DialogTrigger>
        <Button
          variant="quiet"
          size="sm"
          className={classNames('!text-xs !font-normal tabular-nums', inks[view.tone])}
          icon={<Icon aria-hidden className="size-3.5" />}
          aria-label={`Freshness: ${view.text}${view.tone === 'fail' ? ', backup system down' : view.tone === 'late' ? ', late' : ''}`}
        >
          <span className={view.tone === 'none' ? 'max-md:hidden' : 'max-sm:hidden'}>{view.text}</span>
        </Button>
        <Popover
          placement="bottom end"
          offset={6}
          className={classNames(popoverStyle, 'w-92 max-w-[calc(100vw-2rem)]')}
        >
          <Dialog aria-label="Freshness of the data" className="p-3 outline-none">
            {view.reason === null ? null : (
              <p className={classNames('mb-3', view.tone === 'fail' ? 'text-fail' : 'text-late')}>{view.reason}</p>
            )}
            <KeyValues
              items={[
                { key: 'Last heard', value: <ExactTime at={freshness?.asOf ?? null} empty="not yet" /> },
                { key: 'Live updates', value: connectionWords[connection] },
                ...(clockError === null ? [] : [{ key: 'This device’s clock', value: clockErrorWords(clockError) }]),
              ]}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
      <span role="status" className="sr-only">
        {view.reason ?? ''}
      </span>
    </>
  );
}
