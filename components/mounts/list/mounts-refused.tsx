'use client';

import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

/** The list of mounts for a role that may not mount: what a mount is, who may make one and whom to ask. */
export function MountsRefused() {
  const t = useTranslations('mounts');
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="panel">
        <EmptyState
          icon={<Lock aria-hidden />}
          title={t('list.refused.title')}
          action={<LinkButton href="/machines">{t('new.goToMachines')}</LinkButton>}
        >
          <p>{t('list.refused.reason')}</p>
          <p className="mt-2">{t('list.refused.next')}</p>
        </EmptyState>
      </div>
    </>
  );
}
