'use client';

import { CircleCheck, CircleDashed, CircleX, Hourglass, TriangleAlert } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import type { Column } from '@/components/ui/data-table';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { hintProps } from '@/components/ui/hint-layer';
import { Skeleton } from '@/components/ui/skeleton';
import { DurationText, RelativeTime } from '@/components/ui/time-text';
import { locale } from '@/lib/client/format/numbers';
import { useCapabilities } from '@/lib/client/queries/provider';
import type { Capability, StorwareLink } from '@/lib/contracts/provider';

type Sync = StorwareLink['syncs'][number];
const number = new Intl.NumberFormat(locale);

const columns: readonly Column<Sync>[] = [
  {
    id: 'kind',
    header: 'Synchronisation',
    cell: (sync) => <span className="font-medium whitespace-nowrap">{kindWord(sync.kind)}</span>,
  },
  { id: 'state', header: 'State', inCard: 'corner', cell: (sync) => <SyncState sync={sync} /> },
  {
    id: 'error',
    header: 'Error',
    grow: true,
    inCard: 'wide',
    cell: (sync) =>
      sync.error === null ? null : (
        <span {...hintProps(sync.error)} className="text-ink-2">
          {sync.error}
        </span>
      ),
  },
  { id: 'asOf', header: 'As of', cell: (sync) => <RelativeTime at={sync.asOf} empty="Never" /> },
  {
    id: 'attemptedAt',
    header: 'Last try',
    hideBelow: 'md',
    cell: (sync) => <RelativeTime at={sync.attemptedAt} empty="Never" />,
  },
  {
    id: 'duration',
    header: 'Took',
    align: 'right',
    hideBelow: 'md',
    cell: (sync) => <DurationText ms={sync.durationMs} />,
  },
  {
    id: 'count',
    header: 'Read',
    align: 'right',
    cell: (sync) => (sync.count === null ? <span className="text-ink-3">–</span> : number.format(sync.count)),
  },
  {
    id: 'broken',
    header: 'Unreadable',
    align: 'right',
    cell: (sync) =>
      sync.broken === 0 ? (
        <span className="text-ink-3">0</span>
      ) : (
        <span className="text-late" title="Entries of Storware’s answer that could not be understood and were left out">
          {number.format(sync.broken)}
        </span>
      ),
  },
];

/** Each kind of what is read from Storware: how old, how long, how much, and what went wrong. */
export function SyncTable({ syncs }: Pick<StorwareLink, 'syncs'>) {
  return (
    <DataTable
      label="Synchronisations"
      columns={columns}
      rows={syncs}
      rowKey={(sync) => sync.kind}
      empty={
        <EmptyState icon={<Hourglass aria-hidden />} title="Nothing has been read yet">
          The first synchronisation begins when the portal has reached Storware.
        </EmptyState>
      }
    />
  );
}

function SyncState({ sync }: { sync: Sync }) {
  if (sync.error !== null) {
    return (
      <Badge plain tone="fail" icon={<CircleX aria-hidden />}>
        Failed
      </Badge>
    );
  }
  if (sync.asOf === null) {
    return (
      <Badge plain tone="none" icon={<Hourglass aria-hidden />}>
        Waiting
      </Badge>
    );
  }
  return (
    <Badge plain tone="ok" icon={<CircleCheck aria-hidden />}>
      Good
    </Badge>
  );
}

function kindWord(kind: string): string {
  const text = kind.replaceAll(/[_-]/g, ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const words: Record<Capability['state'], string> = {
  AVAILABLE: 'Available',
  MISSING: 'Missing',
  DENIED: 'Not allowed',
  NOT_UNDERSTOOD: 'Not understood',
  OUTAGE: 'Failing',
  UNKNOWN: 'Not asked yet',
};

const capabilityTableColumns: readonly Column<Capability>[] = [
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
      columns={capabilityTableColumns}
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
