/* eslint-disable no-restricted-syntax -- samples for developers, in English only */
'use client';

import { useState } from 'react';
import { BulkBar, StickyFooter } from '@/components/ui/bulk-bar';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { PagedTable } from '@/components/ui/paged-table';
import { Section } from '@/components/ui/section';
import { OperationStateBadge } from '@/components/ui/badge';
import { Tabs } from '@/components/ui/tabs';
import { SizeText } from '@/components/ui/time-text';
import { StepFooter, StepIndicator, StepPanel } from '@/components/ui/wizard-steps';
import { useAddressState } from '@/lib/client/address-state';
import type { OperationState } from '@/lib/contracts/operation';

interface Row {
  id: string;
  state: OperationState;
  note: string;
  bytes: number;
}

const longNote =
  'A note that is longer than its column is wide on most screens, so that it takes a second line. '.repeat(3);
const rows: readonly Row[] = [
  { id: 'web-01', state: 'SUCCEEDED', note: 'Short', bytes: 1_342_177_280 },
  { id: 'db-01', state: 'FAILED', note: longNote, bytes: 52_428_800 },
  { id: 'a-machine-with-quite-a-long-name-01', state: 'RUNNING', note: '', bytes: 1023 },
];
const columns: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', sortKey: 'name', width: 'sm:max-w-64', cell: (row) => row.id },
  { id: 'state', header: 'State', inCard: 'corner', cell: (row) => <OperationStateBadge state={row.state} plain /> },
  { id: 'note', header: 'Note', grow: true, hideBelow: 'md', inCard: 'wide', cell: (row) => row.note },
  { id: 'size', header: 'Size', align: 'right', cell: (row) => <SizeText bytes={row.bytes} /> },
];
const nobody: ReadonlySet<string> = new Set();

/** A table with rows, loading, out of date and empty; a page of a list; tabs, steps and bars. */
export function TableGallery() {
  const [selected, setSelected] = useState(nobody);
  const address = useAddressState();
  const table = {
    columns,
    rowKey: (row: Row) => row.id,
    selection: { selected, onChange: setSelected, labelOf: (row: Row) => row.id },
    actions: () => <Button size="sm">Act</Button>,
    stickyTop: 'top-0',
  };
  const [tab, setTab] = useState<'rows' | 'loading' | 'stale' | 'empty' | 'pages' | 'past' | 'old'>('rows');
  const page = (shown: readonly Row[], isOld = false) => (
    <PagedTable
      columns={columns}
      rowKey={(row) => row.id}
      label="Pages"
      noun="machines"
      list={{
        data: { items: shown, page: 2, pageSize: 3, total: 8 },
        error: isOld ? new Error('not read') : null,
        dataUpdatedAt: 0,
        isFetching: false,
        isPlaceholderData: false,
        refetch: () => undefined,
      }}
      address={address}
      sort={{ current: undefined, usual: 'name' }}
      empty={null}
    />
  );
  return (
    <Section title="Lists and steps">
      <StepIndicator
        steps={[
          { label: 'Done', href: '/overview', state: 'done' },
          { label: 'Current', href: undefined, state: 'current' },
          { label: 'Open', href: undefined, state: 'open' },
        ]}
      />
      <Tabs
        label="States of a table"
        selected={tab}
        onSelect={setTab}
        items={[
          { id: 'rows', label: 'Rows', count: rows.length, content: <DataTable {...table} label="Rows" rows={rows} /> },
          { id: 'loading', label: 'Loading', content: <DataTable {...table} label="Loading" rows={undefined} /> },
          { id: 'stale', label: 'Out of date', content: <DataTable {...table} label="Stale" rows={rows} isStale /> },
          {
            id: 'empty',
            label: 'Empty',
            content: <DataTable {...table} label="Empty" rows={[]} empty={<EmptyState title="Nothing here" />} />,
          },
          { id: 'pages', label: 'One page of several', content: page(rows) },
          { id: 'past', label: 'Past the last page', content: page([]) },
          { id: 'old', label: 'Could not be read again', content: page(rows, true) },
        ]}
      />
      <BulkBar count={selected.size} noun="machines" onClear={() => setSelected(nobody)}>
        <Button variant="primary">Act on the selection</Button>
      </BulkBar>
      <StepPanel title="The question of a step">What answers it.</StepPanel>
      <StickyFooter>
        <p className="panel pointer-events-auto px-3 py-2">Stays at the lower edge of the window</p>
      </StickyFooter>
      <StepFooter
        isWide
        back={<Button>Back</Button>}
        note="Why one can’t go on"
        next={<Button variant="primary">Next</Button>}
      />
    </Section>
  );
}
