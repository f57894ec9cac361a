'use client';

import { useTranslations } from 'next-intl';
import { CopyText } from '@/components/ui/copy-text';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';

/** The iSCSI targets, and how to connect. */
export function IscsiTargets({ targets }: { targets: readonly string[] }) {
  const t = useTranslations('mounts.iscsi');
  const address = t('howTo.address');
  if (targets.length === 0) {
    return (
      <div className="panel">
        <EmptyState title={t('noTarget.title')}>{t('noTarget.text')}</EmptyState>
      </div>
    );
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Section title={t('targets')} count={targets.length} padded={false}>
        <ul className="divide-y divide-line">
          {targets.map((target) => (
            <li key={target} className="flex items-center gap-2 px-4 py-2">
              <code className="min-w-0 flex-1 font-mono text-xs break-all">{target}</code>
              <CopyText text={target} label={t('copyTarget', { target })} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('howTo.title')}>
        <ol className="list-decimal space-y-3 pl-5 text-ink-2">
          <li>{t('howTo.machine')}</li>
          <li>{t('howTo.portal')}</li>
          <li>
            {t('howTo.linux', { address })}
            <Command text={`iscsiadm --mode discovery --type sendtargets --portal ${address}`} />
            <Command text={`iscsiadm --mode node --targetname ${targets[0] ?? ''} --portal ${address} --login`} />
          </li>
          <li>{t('howTo.windows')}</li>
          <li>{t('howTo.disconnect')}</li>
        </ol>
      </Section>
    </div>
  );
}

function Command({ text }: { text: string }) {
  const t = useTranslations('mounts.iscsi');
  return (
    <span className="mt-1 flex items-center gap-1 rounded-xs bg-sunken px-2 py-1">
      <code className="min-w-0 flex-1 font-mono text-xs break-all text-ink">{text}</code>
      <CopyText text={text} label={t('copyCommand')} />
    </span>
  );
}
