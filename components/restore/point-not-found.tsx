import { SearchX } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';

/** For a recovery point that never was, one that is gone and one that is another's: nobody can tell which. */
export function PointNotFound() {
  return (
    <>
      <PageHeader title="No such recovery point" />
      <div className="panel">
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="There is no recovery point at this address"
          action={
            <LinkButton href="/machines" variant="primary">
              Go to machines
            </LinkButton>
          }
        >
          It may have reached the end of its retention, or its machine does not belong to your organisation. Open the
          machine to see which points it has.
        </EmptyState>
      </div>
    </>
  );
}
