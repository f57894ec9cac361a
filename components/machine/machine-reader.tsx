'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { MachineNotFound } from '@/components/ui/message-pages';
import { MachineSkeleton } from '@/components/ui/skeleton';
import { isProblem } from '@/lib/client/http/problems';
import { useMachine } from '@/lib/client/queries/machines';
import type { MachineDetail } from '@/lib/contracts/machine';

/** A page of one machine: `children` once it is read; before that, and on errors, a placeholder. */
export function MachineReader({ guid, children }: { guid: string; children: (machine: MachineDetail) => ReactNode }) {
  const t = useTranslations('machine');
  const read = useMachine(guid);
  if (isProblem(read.error, 'not_found')) return <MachineNotFound />;
  if (read.data) return children(read.data);
  if (!read.isError) return <MachineSkeleton />;
  return (
    <ErrorState
      error={read.error}
      onRetry={() => void read.refetch()}
      isRetrying={read.isFetching}
      action={<LinkButton href="/machines">{t('goToMachines')}</LinkButton>}
    />
  );
}
