'use client';

import { clsx } from 'clsx';
import { CloudOff, Radio, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Button } from '@/components/ui/button';
import { popoverStyle } from '@/components/ui/menu';
import { KeyValues } from '@/components/ui/section';
import { ExactTime } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { useNow } from '@/lib/client/format/now';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatDuration } from '@/lib/client/format/time';
import { useConnection } from '@/lib/client/live/event-stream';
import { describeFreshness, useFreshness } from '@/lib/client/live/freshness';
import { useClockError } from '@/lib/client/live/server-clock';
import { useCan } from '@/lib/client/queries/me';
import type { Theme } from '@/lib/client/theme';
import { ActivityIndicator } from './activity-indicator';
import { SearchTrigger } from './search-trigger';
import { TenantSwitcher, UserMenu } from './user-menu';

/** Slim bar over every page. */
export function TopBar({ startTheme }: { startTheme: Theme }) {
  const inTenant = useCan('machine:read');
  const isProvider = useCan('provider');
  return (
    <header className="sticky top-0 z-30 flex h-(--bar-height) items-center gap-1 border-b border-line bg-surface px-3 sm:px-6">
      <div className="mr-auto flex min-w-0 items-center">
        <TenantSwitcher />
      </div>
      {inTenant || isProvider ? <FreshnessIndicator /> : null}
      <SearchTrigger />
      {inTenant ? <ActivityIndicator /> : null}
      <UserMenu startTheme={startTheme} />
    </header>
  );
}

const inks = { none: '!text-ink-3', late: '!text-late', fail: '!text-fail' } as const;
const icons = { none: Radio, late: TriangleAlert, fail: CloudOff } as const;
const connectionWords = {
  open: 'Live',
  connecting: 'Connecting',
  lost: 'Interrupted; read every 15 seconds',
  offline: 'This device is offline',
} as const;

/** How old the data is: quiet when live, amber when late, red with the reason when the backup system is down. */
function FreshnessIndicator() {
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
          className={clsx('!text-xs !font-normal tabular-nums', inks[view.tone])}
          icon={<Icon aria-hidden className="size-3.5" />}
          aria-label={`Freshness: ${view.text}${view.tone === 'fail' ? ', backup system down' : view.tone === 'late' ? ', late' : ''}`}
        >
          <span className={view.tone === 'none' ? 'max-md:hidden' : 'max-sm:hidden'}>{view.text}</span>
        </Button>
        <Popover placement="bottom end" offset={6} className={clsx(popoverStyle, 'w-92 max-w-[calc(100vw-2rem)]')}>
          <Dialog aria-label="Freshness of the data" className="p-3 outline-none">
            {view.reason === null ? null : (
              <p className={clsx('mb-3', view.tone === 'fail' ? 'text-fail' : 'text-late')}>{view.reason}</p>
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

let wasSaid = false;

/** `5 min ahead`, `3 h behind`. */
function clockErrorWords(errorMs: number): string {
  return `${formatDuration(Math.abs(errorMs))} ${errorMs > 0 ? 'ahead' : 'behind'}`;
}

/** Says once that this device's clock is wrong, so that nobody wonders why times here differ from it; draws nothing. */
export function ClockWord() {
  const error = useClockError();
  useEffect(() => {
    if (error === null || wasSaid) return;
    wasSaid = true;
    showToast({
      tone: 'info',
      title: `This device’s clock is ${clockErrorWords(error)}`,
      description: 'Times here follow the portal’s clock.',
    });
  }, [error]);
  return null;
}
