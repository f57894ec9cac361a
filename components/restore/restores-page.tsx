'use client';

import { RotateCcw } from 'lucide-react';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { useAddressState } from '@/lib/client/address-state';
import { RestoreHistory } from './restore-history';

/** Every restore of the tenant. */
export function RestoresPage() {
  const address = useAddressState();
  return (
    <>
      <PageHeader
        title="Restores"
        before={<Breadcrumbs items={[{ label: 'Activity', href: '/activity' }, { label: 'Restores' }]} />}
      />
      <RestoreHistory
        machine={null}
        address={address}
        empty={
          <EmptyState
            icon={<RotateCcw aria-hidden />}
            title="Nothing has been restored yet"
            action={<LinkButton href="/machines">Go to machines</LinkButton>}
          >
            Open a machine to restore it from one of its recovery points. What comes of it is kept here.
          </EmptyState>
        }
      />
    </>
  );
}
