'use client';

import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Column } from '@/components/ui/data-table';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { useCapabilities } from '@/lib/client/provider';
import type { Capability } from '@/lib/contracts/provider';

const words: Record<Capability['state'], string> = {
  AVAILABLE: 'Available',
  MISSING: 'Missing',
  DENIED: 'Not allowed',
  NOT_UNDERSTOOD: 'Not understood',
  OUTAGE: 'Failing',
  UNKNOWN: 'Not asked yet',
};

const columns: readonly Column<Capability>[] = [
  { id: 'name', header: 'Capability', cell: (one) => <span className="font-medium">{one.name}</span> },
  { id: 'state', header: 'State', inCard: 'corner', cell: (one) => <State state={one.state} /> },
  { id: 'missing', header: 'Without it', grow: true, inCard: 'wide', cell: (one) => <Without capability={one} /> },
  { id: 'since', header: 'Since', cell: (one) => <RelativeTime at={one.since} empty="–" /> },
  { id: 'checkedAt', header: 'Checked', hideBelow: 'md', cell: (one) => <RelativeTime at={one.checkedAt} empty="–" /> },
  {
    id: 'privilege',
    header: 'Privilege of the account',
    hideBelow: 'lg',
    cell: (one) => <span className="text-ink-2">{one.privilege}</span>,
  },
];

/** What need not be there: whatever a Storware server, its licence or the portal's account lacks, with what tenants miss by it. What is missing stands first. */
export function CapabilityTable() {
  const { data, isError, error, refetch, isFetching } = useCapabilities();
  if (!data)
    return isError ? (
      <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <Skeleton className="h-72 rounded-md" />
    );
  const rank = ({ available }: Capability): number => (available === false ? 0 : available ? 1 : 2);
  const rows = data.items.toSorted((a, b) => rank(a) - rank(b));
  return (
    <DataTable
      label="Capabilities of the Storware server"
      columns={columns}
      rows={rows}
      rowKey={(one) => one.id}
      empty={<EmptyState icon={<CircleDashed aria-hidden />} title="Nothing is declared" />}
    />
  );
}

function Without({ capability: { available, reason, missing, substitute, privilege } }: { capability: Capability }) {
  if (available !== false) return <span className="text-ink-3">{missing}</span>;
  return (
    <div className="max-w-prose space-y-0.5 text-ink-2">
      <p className="text-ink">{missing}</p>
      <p className="break-words">{reason}</p>
      {substitute === null ? null : <p>Instead: {substitute}</p>}
      <p className="lg:hidden">Privilege: {privilege}</p>
    </div>
  );
}

function State({ state }: { state: Capability['state'] }) {
  if (state === 'AVAILABLE') {
    return (
      <Badge plain tone="ok" icon={<CircleCheck aria-hidden />}>
        {words[state]}
      </Badge>
    );
  }
  if (state === 'UNKNOWN') {
    return (
      <Badge plain tone="none" icon={<CircleDashed aria-hidden />}>
        {words[state]}
      </Badge>
    );
  }
  return (
    <Badge
      plain
      tone={state === 'OUTAGE' ? 'fail' : 'late'}
      icon={state === 'OUTAGE' ? <CircleX aria-hidden /> : <TriangleAlert aria-hidden />}
    >
      {words[state]}
    </Badge>
  );
}
