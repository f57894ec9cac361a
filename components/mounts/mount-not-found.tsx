import { SearchX } from 'lucide-react';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

/** For a mount that never was, one that is forgotten and one that is another's: nobody can tell which. */
export function MountNotFound() {
  return (
    <>
      <PageHeader
        title="No such mount"
        before={<Breadcrumbs items={[{ label: 'Mounts', href: '/mounts' }, { label: 'Not found' }]} />}
      />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no mount at this address"
          action={
            <LinkButton href="/mounts" variant="primary">
              Go to mounts
            </LinkButton>
          }
        >
          The address may be mistyped, or the mount ended some time ago. Its recovery point can be mounted again. If you
          work for several organisations, check which one is chosen at the top.
        </EmptyState>
      </div>
    </>
  );
}
