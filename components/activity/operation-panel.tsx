'use client';

import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { OperationStateBadge } from '@/components/ui/operation-state-badge';
import { SidePanel } from '@/components/ui/side-panel';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { machineAddress } from '@/lib/client/addresses';
import { operationTitle } from '@/lib/client/describe-operation';
import { useOperation } from '@/lib/client/operations';
import type { Operation } from '@/lib/contracts/operation';
import { CancelButton } from './cancel-button';
import { OperationDetails } from './operation-details';

function Footer({ operation }: { operation: Operation }) {
  const made = operation.result?.machine;
  return (
    <>
      <CancelButton operation={operation} size="md" />
      {made ? (
        <LinkButton href={machineAddress(made.guid)} variant="primary">
          Open {made.name}
        </LinkButton>
      ) : null}
    </>
  );
}

/** Side panel of one operation, live; open while `id` is set. Reads the operation itself, so that a link to it works from anywhere. */
export function OperationPanel({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { data: operation, error, refetch, isFetching } = useOperation(id);
  return (
    <SidePanel
      isOpen={id !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={operation ? operationTitle(operation) : 'Operation'}
      description={operation ? <OperationStateBadge state={operation.state} /> : undefined}
      footer={operation ? <Footer operation={operation} /> : undefined}
    >
      {operation ? (
        <OperationDetails operation={operation} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading label="The operation is loading" className="space-y-3">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-24 w-full" />
        </Loading>
      )}
    </SidePanel>
  );
}
