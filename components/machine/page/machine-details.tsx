'use client';

import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { CopyText } from '@/components/ui/copy-text';
import { KeyValues, Section } from '@/components/ui/section';
import { ExactTime, SizeText } from '@/components/ui/time-text';
import { useServerText } from '@/lib/client/format/server-text';
import { usePlatformName } from '@/lib/client/format/formats';
import type { Disk, MachineDetail } from '@/lib/contracts/machine';

/** Rarely needed details: disks, tags, sizes; ids for support are collapsed. */
export function MachineDetails({ machine }: { machine: MachineDetail }) {
  const platformName = usePlatformName();
  const t = useTranslations('machine');
  const wordsOfServer = useServerText();
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Section title={t('details.disks')} count={machine.disks?.length} padded={false}>
        {machine.disks === null ? (
          <p className="px-4 py-3 text-ink-2">
            {t('notKnown', { reason: wordsOfServer(machine.disksReason, machine.disksReasonRef) ?? '' })}
          </p>
        ) : machine.disks.length === 0 ? (
          <p className="px-4 py-3 text-ink-2">{t('details.noDisks')}</p>
        ) : (
          <ul className="divide-y divide-line">
            {machine.disks.map((disk, index) => (
              <DiskRow key={`${disk.name}${index}`} disk={disk} />
            ))}
          </ul>
        )}
      </Section>
      <div className="grid gap-4">
        <Section title={t('details.backups')}>
          <KeyValues
            items={[
              { key: t('details.lastFull'), value: <Figure figure={machine.lastFull} /> },
              { key: t('details.lastIncremental'), value: <Figure figure={machine.lastIncremental} /> },
              { key: t('details.pointCount'), value: machine.recoveryPointCount },
            ]}
          />
        </Section>
        <Section title={t('details.machine')}>
          <KeyValues
            items={[
              { key: t('details.platform'), value: platformName(machine.platform) },
              { key: t('details.presence'), value: machine.present ? t('details.present') : t('details.gone') },
              {
                key: t('details.tags'),
                value:
                  machine.tags.length === 0 ? (
                    <span className="text-ink-3">{t('details.noTags')}</span>
                  ) : (
                    <Tags tags={machine.tags} />
                  ),
              },
            ]}
          />
          <details className="group/ids mt-3">
            <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-xs text-ink-2 hover:text-ink pointer-coarse:min-h-11">
              <ChevronRight aria-hidden className="size-4 transition-transform group-open/ids:rotate-90" />
              {t('forSupport')}
            </summary>
            <div className="mt-2">
              <KeyValues
                items={[
                  { key: t('details.id'), value: <Id text={machine.guid} copyLabel={t('details.copyId')} /> },
                  machine.platformId !== null && {
                    key: t('details.platformId'),
                    value: <Id text={machine.platformId} copyLabel={t('details.copyPlatformId')} />,
                  },
                  machine.policy !== null && {
                    key: t('details.policyId'),
                    value: <Id text={machine.policy.guid} copyLabel={t('details.copyPolicyId')} />,
                  },
                ]}
              />
            </div>
          </details>
        </Section>
      </div>
    </div>
  );
}

function DiskRow({ disk }: { disk: Disk }) {
  const t = useTranslations('machine.details');
  return (
    <li className="flex min-h-10 items-center justify-between gap-3 px-4 py-1.5">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2">
        <span className="min-w-0 break-words">{useServerText()(disk.name, disk.nameRef)}</span>
        {disk.excluded ? <Badge title={t('excludedHint')}>{t('excluded')}</Badge> : null}
        {disk.supported ? null : <Badge tone="late">{t('unsupported')}</Badge>}
      </span>
      <SizeText bytes={disk.sizeBytes} />
    </li>
  );
}

function Figure({ figure }: { figure: MachineDetail['lastFull'] }) {
  const t = useTranslations('machine.details');
  if (!figure) return <span className="text-ink-3">{t('noneYet')}</span>;
  return (
    <>
      <SizeText bytes={figure.sizeBytes} />
      {figure.at === null ? null : (
        <span className="text-ink-2">
          {', '}
          <ExactTime at={figure.at} />
        </span>
      )}
    </>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <li key={tag}>
          <Badge>{tag}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Id({ text, copyLabel }: { text: string; copyLabel: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="font-mono text-xs break-all">{text}</code>
      <CopyText text={text} label={copyLabel} />
    </span>
  );
}
