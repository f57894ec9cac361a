import Link from 'next/link';
import type { ReactNode } from 'react';
import { AddressLink } from '@/components/ui/address-link';
import type { Column } from '@/components/ui/data-table';
import { WorkedText } from '@/components/ui/duration-text';
import { OperationStateBadge } from '@/components/ui/operation-state-badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress } from '@/lib/client/addresses';
import { kindWords, progressText, requestedByText } from '@/lib/client/describe-operation';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import { OperationProgress } from './operation-progress';

/** Columns of a list of operations; the name opens the details at `hrefOf(id)`, an address of the same page. */
export function operationColumns(
  hrefOf: (id: string) => string,
  options: { withMachine?: boolean } = {},
): Column<Operation>[] {
  const { withMachine = true } = options;
  const columns: Column<Operation>[] = [
    {
      id: 'kind',
      header: 'Operation',
      width: 'sm:w-40',
      cell: (operation) => (
        <AddressLink href={hrefOf(operation.id)} className="link max-sm:block max-sm:truncate" aria-haspopup="dialog">
          {kindWords[operation.kind]}
          <span className="sm:sr-only"> of {operation.machine.name}</span>
        </AddressLink>
      ),
    },
    {
      id: 'machine',
      header: 'Machine',
      sortKey: 'machine',
      hideInCard: true,
      width: 'sm:max-w-56',
      cell: (operation) => (
        <Link href={machineAddress(operation.machine.guid)} className="link block truncate !font-normal">
          <ThingName of={operation.machine} />
        </Link>
      ),
    },
    {
      id: 'state',
      header: 'State',
      sortKey: 'state',
      inCard: 'corner',
      cell: (operation) => <OperationStateBadge state={operation.state} />,
    },
    {
      id: 'progress',
      header: 'Progress',
      grow: true,
      hideBelow: 'lg',
      inCard: 'wide',
      cell: (operation) =>
        isSettled(operation.state) ? outcomeText(operation) : <OperationProgress operation={operation} />,
    },
    {
      id: 'by',
      header: 'Started by',
      hideBelow: 'xl',
      inCard: 'plain',
      cell: (operation) => <span className="whitespace-nowrap text-ink-2">{requestedByText(operation)}</span>,
    },
    {
      id: 'requested',
      header: 'Requested',
      sortKey: 'requestedAt',
      align: 'right',
      inCard: 'plain',
      cell: (operation) => <RelativeTime at={operation.requestedAt} className="text-ink-2" />,
    },
    {
      id: 'duration',
      header: 'Worked',
      align: 'right',
      hideBelow: 'md',
      hideInCard: true,
      cell: (operation) => <WorkedText parts={operation} />,
    },
  ];
  return withMachine ? columns : columns.filter((column) => column.id !== 'machine');
}

/** Only what the state's own word does not say already. */
function outcomeText(operation: Operation): ReactNode {
  if (!operation.failure && operation.warnings.length === 0 && operation.state !== 'NOT_STARTED') return null;
  const text = progressText(operation);
  return (
    <span title={text} className="text-ink-2">
      {text}
    </span>
  );
}
