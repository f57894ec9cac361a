'use client';

import { ClockPlus, FolderOpen, Plug, Unplug } from 'lucide-react';
import { useTranslations } from 'next-intl';
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
import { ExtendDialog } from './extend-dialog';

const icon = 'size-4';

/** The actions on a mount: with text on a phone, icons in a table. Only allowed ones are offered. */
export function MountRowActions({ mount }: { mount: Mount }) {
  const t = useTranslations('mounts');
  const work = useMountWork(mount);
  const [question, setQuestion] = useState<'extend' | 'unmount' | null>(null);
  const { name } = mount.machine;
  if (mount.state === 'ENDED' || mount.state === 'FAILED') {
    return (
      <LinkButton
        href={newMountAddress(mount.recoveryPoint.guid)}
        size="sm"
        aria-label={t('row.mountAgain', { machine: name })}
      >
        {t('mountAgain')}
      </LinkButton>
    );
  }
  const isReady = mount.state === 'READY';
  // A mount in an unknown state can at least be ended.
  if (!isReady && mount.state !== 'UNKNOWN') return null;
  return (
    <>
      {isReady ? (
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
          aria-label={t(mount.mode === 'ISCSI' ? 'row.connectLabel' : 'row.browseLabel', { machine: name })}
        >
          {t(mount.mode === 'ISCSI' ? 'row.connect' : 'row.browse')}
        </LinkButton>
      ) : null}
      {isIdle(mount) ? (
        <>
          {!isReady || mount.endsAt === null || mount.extendsByMs === null ? null : (
            <RowButton
              label={t('row.extend', { machine: name })}
              word={t('extend.action')}
              icon={<ClockPlus aria-hidden className={icon} />}
              isPending={work.isExtending}
              onPress={() => setQuestion('extend')}
            />
          )}
          <RowButton
            label={t('row.unmount', { machine: name })}
            word={t('unmount.action')}
            icon={<Unplug aria-hidden className={icon} />}
            isPending={work.isUnmounting}
            onPress={() => setQuestion('unmount')}
          />
        </>
      ) : null}
      <Question question={question} mount={mount} work={work} onClose={() => setQuestion(null)} />
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

/** The same on the page of the mount, always visible. */
export function MountPageActions({ mount }: { mount: Mount }) {
  const t = useTranslations('mounts');
  const work = useMountWork(mount);
  const [question, setQuestion] = useState<'extend' | 'unmount' | null>(null);
  if (mount.state === 'ENDED' || mount.state === 'FAILED') {
    return (
      <LinkButton href={newMountAddress(mount.recoveryPoint.guid)} variant="primary">
        {t('mountAgain')}
      </LinkButton>
    );
  }
  const isReady = mount.state === 'READY';
  if (!isReady && mount.state !== 'UNKNOWN') return null;
  const isBusy = !isIdle(mount);
  return (
    <>
      {!isReady || mount.endsAt === null || mount.extendsByMs === null ? null : (
        <Button
          icon={<ClockPlus aria-hidden className={icon} />}
          isPending={work.isExtending || isBusy}
          onPress={() => setQuestion('extend')}
        >
          {t('extend.action')}
        </Button>
      )}
      <Button
        icon={<Unplug aria-hidden className={icon} />}
        isPending={work.isUnmounting}
        isDisabled={isBusy && !work.isUnmounting}
        onPress={() => setQuestion('unmount')}
      >
        {t('unmount.action')}
      </Button>
      <Question
        question={question}
        mount={mount}
        work={work}
        onClose={() => {
          setQuestion(null);
          focusContentIfLost();
        }}
      />
    </>
  );
}

interface QuestionProps {
  question: 'extend' | 'unmount' | null;
  mount: Mount;
  work: MountWork;
  onClose: () => void;
}

/** The dialog between a button and its action. */
function Question({ question, mount, work, onClose }: QuestionProps) {
  if (question === 'unmount') return <UnmountDialog mount={mount} onClose={onClose} onConfirm={work.unmount} />;
  return question === 'extend' ? <ExtendDialog mount={mount} onClose={onClose} onConfirm={work.extend} /> : null;
}

interface UnmountDialogProps {
  mount: Pick<Mount, 'guid' | 'machine' | 'mode'>;
  onClose: () => void;
  onConfirm: (interrupt: boolean) => void;
}

/** Asks before a mount ends, since people may be working with it. */
function UnmountDialog({ mount, onClose, onConfirm }: UnmountDialogProps) {
  const [t, ui] = [useTranslations('mounts'), useTranslations('ui')];
  const [interrupt, setInterrupt] = useState(false);
  const running = useDownloads(mount.guid, mount.mode !== 'ISCSI').data?.items.filter(isUnderWay).length ?? 0;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role="alertdialog"
      size="sm"
      title={t('unmount.title', { machine: mount.machine.name })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button
            variant="danger"
            onPress={() => {
              onConfirm(interrupt);
              onClose();
            }}
          >
            {t('unmount.action')}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {running > 0 ? <Notice tone="late" title={t('unmount.downloads', { count: running })} /> : null}
        <p className="text-ink-2">{t(mount.mode === 'ISCSI' ? 'unmount.disksText' : 'unmount.filesText')}</p>
        {mount.mode === 'ISCSI' ? null : (
          <Checkbox label={t('unmount.interrupt')} checked={interrupt} onChange={setInterrupt} />
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

/** The requests for one mount; shows the result in a toast. */
function useMountWork({ guid, machine }: Pick<Mount, 'guid' | 'machine'>): MountWork {
  const explainProblem = useExplainProblem();
  const t = useTranslations('mounts');
  const extension = useExtendMount();
  const end = useUnmount();
  // One at a time; the second press of a double click comes before the first one has rendered.
  const isUnderWay = useRef(false);

  const follow = (answer: Promise<OperationAnswer>, question: string, failed: string) => {
    isUnderWay.current = true;
    answer
      .then(({ operation }) => {
        showToast({
          tone: 'ok',
          title: question,
          link: { href: operationAddress(operation.id), label: t('seeActivity') },
        });
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
          t('extend.requested', { machine: machine.name }),
          t('extend.failed', { machine: machine.name }),
        );
    },
    unmount: (interrupt) => {
      if (!isUnderWay.current)
        follow(
          end.mutateAsync({ guid, interrupt }),
          t('unmount.requested', { machine: machine.name }),
          t('unmount.failed', { machine: machine.name }),
        );
    },
    isExtending: extension.isPending,
    isUnmounting: end.isPending,
  };
}

/** True while the mount can be extended or ended, and no other work on it is running. */
function isIdle({ state, operation }: Pick<Mount, 'state' | 'operation'>): boolean {
  return state === 'READY' && operation === null;
}
