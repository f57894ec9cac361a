import Link from 'next/link';
import type { Column } from '@/components/ui/data-table';
import { RelativeTime } from '@/components/ui/relative-time';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress } from '@/lib/client/addresses';
import { mountAddress } from '@/lib/client/mount-addresses';
import type { Mount } from '@/lib/contracts/mount';
import { MountStateBadge } from './mount-state-badge';
import { modeWords, requesterText } from './mount-words';
import { PointTime } from './point-time';
import { TimeLeft } from './time-left';

/** Columns of the list of mounts; `sortKey` is the API's. */
export const mountColumns: readonly Column<Mount>[] = [
  {
    id: 'machine',
    header: 'Machine',
    sortKey: 'machine',
    grow: true,
    cell: (mount) => (
      <Link href={mountAddress(mount.guid)} className="link block truncate" title={mount.machine.name}>
        <ThingName of={mount.machine} />
      </Link>
    ),
  },
  {
    id: 'point',
    header: 'Recovery point',
    width: 'whitespace-nowrap',
    cell: (mount) => (
      <Link
        href={machineAddress(mount.machine.guid, { point: mount.recoveryPoint.guid })}
        className="link !font-normal"
      >
        <PointTime point={mount.recoveryPoint} />
      </Link>
    ),
  },
  {
    id: 'state',
    header: 'State',
    sortKey: 'state',
    inCard: 'corner',
    cell: (mount) => <MountStateBadge state={mount.state} reason={mount.reason} />,
  },
  // On a phone nothing hovers, so the reason has a place of its own.
  {
    id: 'reason',
    header: 'Reason',
    inCard: 'wide',
    width: 'sm:hidden',
    cell: (mount) => (mount.reason === null ? null : <span className="text-xs text-ink-2">{mount.reason}</span>),
  },
  {
    id: 'mode',
    header: 'How',
    hideBelow: 'lg',
    width: 'whitespace-nowrap text-ink-2',
    cell: (mount) => modeWords[mount.mode],
  },
  { id: 'left', header: 'Time left', align: 'right', cell: (mount) => <TimeLeft mount={mount} /> },
  {
    id: 'by',
    header: 'Started by',
    hideBelow: 'lg',
    cell: (mount) => <span className="whitespace-nowrap text-ink-2">{requesterText(mount.requestedBy)}</span>,
  },
  {
    id: 'since',
    header: 'Since',
    sortKey: 'since',
    align: 'right',
    hideBelow: 'xl',
    hideInCard: true,
    cell: (mount) => <RelativeTime at={mount.since} className="text-ink-2" />,
  },
];
