import Link from 'next/link';
import { AddressLink } from '@/components/ui/address-link';
import type { Column } from '@/components/ui/data-table';
import { DurationText } from '@/components/ui/duration-text';
import { hintProps } from '@/components/ui/hint-layer';
import { OperationStateBadge } from '@/components/ui/operation-state-badge';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress } from '@/lib/client/addresses';
import { formatShort } from '@/lib/client/format-time';
import type { Restore } from '@/lib/contracts/restore';
import { requestedByWords, targetText } from './restore-words';

export interface RestoreColumnOptions {
  timeZone: string;
  /** Says the zone in the header; the server does not know it. */
  namesZone: boolean;
  /** Address of this page with the restore opened. */
  hrefOf: (id: string) => string;
  withMachine: boolean;
}

/** Columns of the history of restores; the time opens the details. */
export function restoreColumns({ timeZone, namesZone, hrefOf, withMachine }: RestoreColumnOptions): Column<Restore>[] {
  const columns: Column<Restore>[] = [
    {
      id: 'requestedAt',
      header: namesZone ? `Requested (${timeZone})` : 'Requested',
      sortKey: 'requestedAt',
      cell: (restore) => (
        <AddressLink href={hrefOf(restore.id)} className="link whitespace-nowrap tabular-nums" aria-haspopup="dialog">
          {formatShort(restore.requestedAt, timeZone)}
        </AddressLink>
      ),
    },
    {
      id: 'machine',
      header: 'Machine',
      sortKey: 'machine',
      width: 'sm:max-w-48',
      cell: ({ machine }) => (
        <Link href={machineAddress(machine.guid)} className="link block truncate !font-normal">
          <ThingName of={machine} />
        </Link>
      ),
    },
    {
      id: 'state',
      header: 'Result',
      sortKey: 'state',
      inCard: 'corner',
      cell: (restore) => <OperationStateBadge state={restore.state} plain />,
    },
    {
      id: 'point',
      header: 'Recovery point',
      hideBelow: 'lg',
      cell: (restore) => <Point restore={restore} timeZone={timeZone} />,
    },
    {
      id: 'name',
      header: 'Restored as',
      hideBelow: 'md',
      width: 'sm:max-w-48',
      cell: (restore) => <RestoredAs restore={restore} />,
    },
    {
      id: 'target',
      header: 'Where to',
      grow: true,
      hideBelow: 'md',
      inCard: 'wide',
      cell: (restore) => (
        <span {...hintProps(targetText(restore))} className="text-ink-2">
          {targetText(restore)}
        </span>
      ),
    },
    { id: 'by', header: 'By', hideBelow: 'xl', width: 'whitespace-nowrap text-ink-2', cell: requestedByWords },
    {
      id: 'took',
      header: 'Took',
      align: 'right',
      hideBelow: 'lg',
      cell: (restore) => <DurationText ms={restore.durationMs} />,
    },
  ];
  return withMachine ? columns : columns.filter(({ id }) => id !== 'machine');
}

function Point({ restore: { recoveryPoint, machine }, timeZone }: { restore: Restore; timeZone: string }) {
  if (recoveryPoint === null) return <span className="text-ink-3">–</span>;
  return (
    <Link
      href={machineAddress(machine.guid, { point: recoveryPoint.guid })}
      className="link !font-normal whitespace-nowrap tabular-nums"
    >
      {recoveryPoint.startedAt === null ? 'Open' : formatShort(recoveryPoint.startedAt, timeZone)}
    </Link>
  );
}

function RestoredAs({ restore: { result, name } }: { restore: Restore }) {
  if (result === null)
    return name === null ? <span className="text-ink-3">–</span> : <span className="block truncate">{name}</span>;
  return (
    <Link href={machineAddress(result.guid)} className="link block truncate !font-normal">
      {result.name}
    </Link>
  );
}
