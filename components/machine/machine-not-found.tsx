import { SearchX } from 'lucide-react';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

/** For a machine that never was and for one that is another's: nobody can tell which. */
export function MachineNotFound() {
  return (
    <>
      <PageHeader
        title="No such machine"
        before={<Breadcrumbs items={[{ label: 'Machines', href: '/machines' }, { label: 'Not found' }]} />}
      />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no machine at this address"
          action={
            <LinkButton href="/machines" variant="primary">
              Go to machines
            </LinkButton>
          }
        >
          The address may be mistyped, or the machine does not belong to your organisation any more. If you work for
          several, check which one is chosen at the top.
        </EmptyState>
      </div>
    </>
  );
}
