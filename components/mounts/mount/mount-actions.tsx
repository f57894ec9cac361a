'use client';

import { ClockPlus, FolderOpen, Plug, Unplug } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { showToast } from '@/components/ui/toast';
import { mountAddress, newMountAddress, operationAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { focusContentIfLost } from '@/lib/client/address-state';
import { isUnderWay, useDownloads, useExtendMount, useUnmount } from '@/lib/client/queries/mounts';
import type { Mount } from '@/lib/contracts/mount';
import type { OperationAnswer } from '@/lib/contracts/operation';

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

interface UnmountDialogProps {
  mount: Pick<Mount, 'guid' | 'machine' | 'mode'>;
  onClose: () => void;
  onConfirm: (interrupt: boolean) => void;
}

/** Asks before a mount ends, since whoever works with it loses what they are doing. */
function UnmountDialog({ mount, onClose, onConfirm }: UnmountDialogProps) {
  const [interrupt, setInterrupt] = useState(false);
  const running = useDownloads(mount.guid, mount.mode !== 'ISCSI').data?.items.filter(isUnderWay).length ?? 0;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role="alertdialog"
      size="sm"
      title={`Unmount ${mount.machine.name}?`}
      footer={
        <>
          <Button onPress={onClose}>Keep it</Button>
          <Button
            variant="danger"
            onPress={() => {
              onConfirm(interrupt);
              onClose();
            }}
          >
            Unmount
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {running > 0 ? (
          <Notice
            tone="late"
            title={
              running === 1
                ? 'One of your downloads is still running'
                : `${running} of your downloads are still running`
            }
          />
        ) : null}
        <p className="text-ink-2">
          {mount.mode === 'ISCSI'
            ? 'Machines that are connected to its disks lose them. Disconnect them first.'
            : 'Its files can no longer be browsed, and your downloads from it break off. While colleagues are downloading from it, it stays.'}{' '}
          The recovery point stays, and can be mounted again.
        </p>
        {mount.mode === 'ISCSI' ? null : (
          <Checkbox label="Break off the downloads of colleagues too" checked={interrupt} onChange={setInterrupt} />
        )}
      </div>
    </Dialog>
  );
}

interface MountWork {
  extend: () => void;
  unmount: (interrupt: boolean) => void;
  isExtending: boolean;
  isUnmounting: boolean;
}

/** What can be asked of one mount; says in a toast what became of it. */
function useMountWork({ guid, machine }: Pick<Mount, 'guid' | 'machine'>): MountWork {
  const explainProblem = useExplainProblem();
  const extension = useExtendMount();
  const end = useUnmount();
  // One thing at a time; the second press of a double click comes before the first one has drawn anything.
  const isUnderWay = useRef(false);

  const follow = (answer: Promise<OperationAnswer>, asked: string, failed: string) => {
    isUnderWay.current = true;
    answer
      .then(({ operation }) => {
        showToast({ tone: 'ok', title: asked, link: { href: operationAddress(operation.id), label: 'See activity' } });
      })
      .catch((error: unknown) => {
        const { cause, nextStep } = explainProblem(error);
        showToast({
          tone: isProblem(error, 'conflict') ? 'late' : 'fail',
          title: failed,
          description: isProblem(error, 'conflict') ? cause : `${cause} ${nextStep}`,
        });
      })
      .finally(() => {
        isUnderWay.current = false;
      });
  };

  return {
    extend: () => {
      if (!isUnderWay.current)
        follow(
          extension.mutateAsync(guid),
          `More time for the mount of ${machine.name} requested`,
          `The mount of ${machine.name} was not extended`,
        );
    },
    unmount: (interrupt) => {
      if (!isUnderWay.current)
        follow(
          end.mutateAsync({ guid, interrupt }),
          `Unmount of ${machine.name} requested`,
          `${machine.name} was not unmounted`,
        );
    },
    isExtending: extension.isPending,
    isUnmounting: end.isPending,
  };
}

/** True while the mount can be given more time or ended, and nothing else is being done to it. */
function isIdle({ state, operation }: Pick<Mount, 'state' | 'operation'>): boolean {
  return state === 'READY' && operation === null;
}
