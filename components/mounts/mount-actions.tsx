'use client';

import { ClockPlus, FolderOpen, Plug, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { LinkButton } from '@/components/ui/link-button';
import { focusContentIfLost } from '@/lib/client/keep-focus';
import { mountAddress, newMountAddress } from '@/lib/client/mount-addresses';
import type { Mount } from '@/lib/contracts/mount';
import { UnmountDialog } from './unmount-dialog';
import { isIdle, useMountWork } from './use-mount-work';

const icon = 'size-4';

/** What can be done with a mount now: words on a phone, icons in a table. Nothing is offered that would be refused. */
export function MountRowActions({ mount }: { mount: Mount }) {
  const work = useMountWork(mount);
  const [isAsking, setAsking] = useState(false);
  const { name } = mount.machine;
  if (mount.state === 'ENDED' || mount.state === 'FAILED') {
    return (
      <LinkButton href={newMountAddress(mount.recoveryPoint.guid)} size="sm" aria-label={`Mount ${name} again`}>
        Mount again
      </LinkButton>
    );
  }
  if (mount.state !== 'READY') return null;
  return (
    <>
      <LinkButton
        href={mountAddress(mount.guid)}
        size="sm"
        icon={
          mount.mode === 'ISCSI' ? (
            <Plug aria-hidden className="size-3.5" />
          ) : (
            <FolderOpen aria-hidden className="size-3.5" />
          )
        }
        aria-label={mount.mode === 'ISCSI' ? `Connect to ${name}` : `Browse ${name}`}
      >
        {mount.mode === 'ISCSI' ? 'Connect' : 'Browse'}
      </LinkButton>
      {isIdle(mount) ? (
        <>
          {mount.endsAt === null ? null : (
            <RowButton
              label={`Extend the mount of ${name}`}
              word="Extend"
              icon={<ClockPlus aria-hidden className={icon} />}
              isPending={work.isExtending}
              onPress={work.extend}
            />
          )}
          <RowButton
            label={`Unmount ${name}`}
            word="Unmount"
            icon={<Unplug aria-hidden className={icon} />}
            isPending={work.isUnmounting}
            onPress={() => setAsking(true)}
          />
        </>
      ) : null}
      {isAsking ? <UnmountDialog mount={mount} onClose={() => setAsking(false)} onConfirm={work.unmount} /> : null}
    </>
  );
}

function RowButton({
  label,
  word,
  icon: drawn,
  isPending,
  onPress,
}: {
  label: string;
  word: string;
  icon: ReactNode;
  isPending: boolean;
  onPress: () => void;
}) {
  return (
    <>
      <Button size="sm" className="sm:!hidden" aria-label={label} isPending={isPending} onPress={onPress}>
        {word}
      </Button>
      <IconButton className="max-sm:!hidden" label={label} icon={drawn} isPending={isPending} onPress={onPress} />
    </>
  );
}

/** The same on the page of the mount, always in sight. */
export function MountPageActions({ mount }: { mount: Mount }) {
  const work = useMountWork(mount);
  const [isAsking, setAsking] = useState(false);
  if (mount.state === 'ENDED' || mount.state === 'FAILED') {
    return (
      <LinkButton href={newMountAddress(mount.recoveryPoint.guid)} variant="primary">
        Mount again
      </LinkButton>
    );
  }
  if (mount.state !== 'READY') return null;
  const isBusy = !isIdle(mount);
  return (
    <>
      {mount.endsAt === null ? null : (
        <Button
          icon={<ClockPlus aria-hidden className={icon} />}
          isPending={work.isExtending || isBusy}
          onPress={work.extend}
        >
          Extend
        </Button>
      )}
      <Button
        icon={<Unplug aria-hidden className={icon} />}
        isPending={work.isUnmounting}
        isDisabled={isBusy && !work.isUnmounting}
        onPress={() => setAsking(true)}
      >
        Unmount
      </Button>
      {isAsking ? (
        <UnmountDialog
          mount={mount}
          onClose={() => {
            setAsking(false);
            focusContentIfLost();
          }}
          onConfirm={work.unmount}
        />
      ) : null}
    </>
  );
}
