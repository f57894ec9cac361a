'use client';

import { clsx } from 'clsx';
import { CloudOff, Radio, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Button } from '@/components/ui/button';
import { popoverStyle } from '@/components/ui/menu';
import { KeyValues } from '@/components/ui/section';
import { ExactTime } from '@/components/ui/time-text';
import { showToast } from '@/components/ui/toast';
import { useNow } from '@/lib/client/format/now';
import { useFormats } from '@/lib/client/format/formats';
import { useConnection } from '@/lib/client/live/event-stream';
import { useServerText } from '@/lib/client/format/server-text';
import { describeFreshness, useFreshness } from '@/lib/client/live/freshness';
import { useClockError } from '@/lib/client/live/server-clock';
import { useCan } from '@/lib/client/queries/me';
import type { Theme } from '@/lib/client/preference-cookies';
import { ActivityIndicator } from './activity-indicator';
import { ContactDialog, KeysDialog, useHelpKey } from './help-dialogs';
import { SearchTrigger } from './search-trigger';
import { TenantSwitcher, UserMenu } from './user-menu';

/** The bar at the top of every page. */
export function TopBar({ startTheme, contact }: { startTheme: Theme; contact: string | null }) {
  const [help, setHelp] = useState<'keys' | 'ask' | null>(null);
  useHelpKey(useCallback(() => setHelp('keys'), []));
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
      <UserMenu startTheme={startTheme} onHelp={setHelp} />
      <KeysDialog isOpen={help === 'keys'} onOpenChange={() => setHelp(null)} />
      <ContactDialog isOpen={help === 'ask'} onOpenChange={() => setHelp(null)} contact={contact} />
    </header>
  );
}

const inks = { none: '!text-ink-3', late: '!text-late', fail: '!text-fail' } as const;
const icons = { none: Radio, late: TriangleAlert, fail: CloudOff } as const;
const labels = { none: 'freshness.label', late: 'freshness.labelLate', fail: 'freshness.labelDown' } as const;

/** The age of the data: neutral when live, amber when late, red with the reason when the backup system is down. */
function FreshnessIndicator() {
  const t = useTranslations('frame');
  const format = useFormats();
  const freshness = useFreshness();
  const wordsOfServer = useServerText();
  const connection = useConnection();
  const clockError = useClockError();
  const view = describeFreshness(freshness, connection, { t, format, wordsOfServer }, useNow());
  const Icon = icons[view.tone];
  return (
    <>
      <DialogTrigger>
        <Button
          variant="quiet"
          size="sm"
          className={clsx('!text-xs !font-normal tabular-nums', inks[view.tone])}
          icon={<Icon aria-hidden className="size-3.5" />}
          aria-label={t(labels[view.tone], { text: view.text })}
        >
          <span className={view.tone === 'none' ? 'max-md:hidden' : 'max-sm:hidden'}>{view.text}</span>
        </Button>
        <Popover placement="bottom end" offset={6} className={clsx(popoverStyle, 'w-92 max-w-[calc(100vw-2rem)]')}>
          <Dialog aria-label={t('freshness.dialog')} className="p-3 outline-none">
            {view.reason === null ? null : (
              <p className={clsx('mb-3', view.tone === 'fail' ? 'text-fail' : 'text-late')}>{view.reason}</p>
            )}
            <KeyValues
              items={[
                {
                  key: t('freshness.lastUpdate'),
                  value: <ExactTime at={freshness?.asOf ?? null} empty={t('freshness.notYet')} />,
                },
                { key: t('freshness.liveUpdates'), value: t(`freshness.connection.${connection}`) },
                ...(clockError === null
                  ? []
                  : [
                      {
                        key: t('freshness.clock'),
                        value: t(clockError > 0 ? 'clock.ahead' : 'clock.behind', {
                          time: format.duration(Math.abs(clockError)),
                        }),
                      },
                    ]),
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

let wasReported = false;

/** Says once that this device's clock is wrong, which explains different times; renders nothing. */
export function ClockWord() {
  const t = useTranslations('frame');
  const format = useFormats();
  const error = useClockError();
  useEffect(() => {
    if (error === null || wasReported) return;
    wasReported = true;
    showToast({
      tone: 'info',
      title: t(error > 0 ? 'clock.aheadTitle' : 'clock.behindTitle', { time: format.duration(Math.abs(error)) }),
      description: t('clock.note'),
    });
  }, [error, format, t]);
  return null;
}
