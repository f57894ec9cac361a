'use client';

import Link from 'next/link';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { machineAddress } from '@/lib/client/addresses';
import { useNow } from '@/lib/client/now-store';
import type { Mount } from '@/lib/contracts/mount';
import { describeTimeLeft } from './describe-time-left';
import { MountPageActions } from './mount-actions';
import { MountStateBadge } from './mount-state-badge';
import { modeWords, requesterText } from './mount-words';
import { PointTime } from './point-time';
import { TimeLeft } from './time-left';

/** What is mounted, until when, and what can be done with it; in sight whatever folder is shown. */
export function MountHeader({ mount }: { mount: Mount }) {
  const now = useNow('second');
  const isShort = describeTimeLeft(mount, now)?.isShort === true;
  return (
    <>
      <PageHeader
        title={mount.machine.name}
        before={<Breadcrumbs items={[{ label: 'Mounts', href: '/mounts' }, { label: mount.machine.name }]} />}
        beside={<MountStateBadge state={mount.state} />}
        description={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <Link
              href={machineAddress(mount.machine.guid, { point: mount.recoveryPoint.guid })}
              className="link !font-normal"
            >
              Recovery point of <PointTime point={mount.recoveryPoint} />
            </Link>
            <span>{modeWords[mount.mode]}</span>
            <span>{requesterText(mount.requestedBy)}</span>
            {mount.state === 'READY' ? (
              <span className="inline-flex gap-1">
                {mount.endsAt === null ? 'Time left' : null} <TimeLeft mount={mount} suffix="left" />
              </span>
            ) : null}
          </span>
        }
        actions={<MountPageActions mount={mount} />}
      />
      {isShort ? (
        <Notice tone="late" role="status" className="mb-4" title="This mount ends soon">
          Downloads that still run then break off. Extend it to keep it for as long again as it was ordered for.
        </Notice>
      ) : null}
    </>
  );
}
