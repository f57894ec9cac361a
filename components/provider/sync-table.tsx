'use client';

import { CircleCheck, CircleX, Hourglass } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Column } from '@/components/ui/data-table';
import { DataTable } from '@/components/ui/data-table';
import { DurationText } from '@/components/ui/duration-text';
import { EmptyState } from '@/components/ui/empty-state';
import { hintProps } from '@/components/ui/hint-layer';
import { RelativeTime } from '@/components/ui/relative-time';
import { locale } from '@/lib/client/locale';
import type { StorwareLink } from '@/lib/contracts/provider';

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
