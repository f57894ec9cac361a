import { SearchX } from 'lucide-react';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

/** For a policy that never was, one that was deleted and one that is another's: nobody can tell which. */
export function PolicyNotFound() {
  return (
    <>
      <PageHeader
        title="No such policy"
        before={<Breadcrumbs items={[{ label: 'Policies', href: '/policies' }, { label: 'Not found' }]} />}
      />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no policy at this address"
          action={
            <LinkButton href="/policies" variant="primary">
              Go to policies
            </LinkButton>
          }
        >
          It may have been deleted, or the address is mistyped. If you work for several organisations, check which one
          is chosen at the top.
        </EmptyState>
      </div>
    </>
  );
}
