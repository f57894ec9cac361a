'use client';

import type { Route } from 'next';
import { useTranslations } from 'next-intl';
import { useServerText } from '@/lib/client/format/server-text';
import type { ReactNode } from 'react';
import { LinkButton } from '@/components/ui/link-button';
import type { ButtonSize } from '@/components/ui/link-button';
import { CopyButton } from '@/components/ui/copy-text';
import { Notice } from '@/components/ui/notice';
import {
  machineAddress,
  mountListAddress,
  newMountAddress,
  restorePointAddress,
  restoreStepAddress,
} from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import type { FailedWork } from '@/lib/client/format/operation-labels';
import { useCan } from '@/lib/client/queries/me';
import type { Permission } from '@/lib/contracts/me';
import type { Failure } from '@/lib/contracts/operation';

type StepName = 'look' | 'choosePoint' | 'backUp' | 'restore' | 'mount' | 'mounts';
type Step = { readonly name: StepName; readonly href: Route; readonly permission: Permission };

/** Where the next step is done; null when it is not in this portal. */
function stepOf({ action }: Failure, { kind, machine, source }: FailedWork): Step | null {
  if (action === 'LOOK') return { name: 'look', href: machineAddress(machine.guid), permission: 'machine:read' };
  if (action === 'RESTORE')
    return { name: 'choosePoint', href: restorePointAddress(machine.guid), permission: 'restore:run' };
  if (action !== 'RETRY') return null;
  switch (kind) {
    case 'BACKUP':
      return {
        name: 'backUp',
        href: machineAddress(machine.guid, { backup: 'now' }),
        permission: 'backup:run',
      };
    case 'RESTORE':
      return {
        name: 'restore',
        href: source ? restoreStepAddress(source.guid, 'target') : restorePointAddress(machine.guid),
        permission: 'restore:run',
      };
    case 'MOUNT':
      return {
        name: 'mount',
        href: source ? newMountAddress(source.guid) : mountListAddress(),
        permission: 'mount:run',
      };
    case 'UNMOUNT':
      return { name: 'mounts', href: mountListAddress(), permission: 'mount:run' };
    default:
      return null;
  }
}

/** The button of a failure's next step; text instead without the permission. Nothing when there is no step. */
export function FailureAction({
  failure,
  work,
  size = 'sm',
}: {
  failure: Failure;
  work: FailedWork;
  size?: ButtonSize;
}) {
  const t = useTranslations('common.failure');
  const labels = useOperationLabels();
  const step = stepOf(failure, work);
  const allowed = useCan(step?.permission ?? 'machine:read');
  if (failure.action === 'TELL') {
    return (
      <CopyButton text={labels.report(failure, work)} size={size}>
        {t('copy')}
      </CopyButton>
    );
  }
  if (step === null) return null;
  if (!allowed) return <span className="text-xs text-ink-3">{t('notAllowed')}</span>;
  return (
    <LinkButton href={step.href} size={size}>
      {t(`step.${step.name}`)}
    </LinkButton>
  );
}

export interface FailureNoticeProps {
  failure: Failure;
  work: FailedWork;
  tone?: 'info' | 'late' | 'fail';
  /** Names the failed work where the notice is not below its name. */
  title?: string | undefined;
  /** Beside the text, such as a button that dismisses it. */
  action?: ReactNode;
  role?: 'status' | undefined;
  className?: string | undefined;
  children?: ReactNode;
}

/** Cause, owner, next step and button of a failure: the same wherever a failure is shown. */
export function FailureNotice({
  failure,
  work,
  tone = 'fail',
  title,
  action,
  role,
  className,
  children,
}: FailureNoticeProps) {
  const t = useTranslations('common.failure');
  const labels = useOperationLabels();
  const wordsOfServer = useServerText();
  const cause = wordsOfServer(failure.cause, failure.causeRef);
  return (
    <Notice tone={tone} title={title ?? cause} action={action} role={role} className={className}>
      {title === undefined ? null : <p>{cause}</p>}
      <p>
        <span className="text-ink-3">{t('responsible')}</span> {labels.owner(failure.owner)}
      </p>
      <p>
        <span className="text-ink-3">{t('nextStep')}</span> {wordsOfServer(failure.nextStep, failure.nextStepRef)}
      </p>
      {children}
      <div className="mt-2 empty:hidden">
        <FailureAction failure={failure} work={work} />
      </div>
    </Notice>
  );
}
