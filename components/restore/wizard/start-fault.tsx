'use client';

import { useTranslations } from 'next-intl';
import { isNaming } from '@/components/restore/fields/restore-request';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { restoreStepAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import { useWizard } from './restore-wizard';

/** Why the start failed, and whether the restore may have been started. */
export function StartFault({ error }: { error: unknown }) {
  const t = useTranslations('restore');
  const { point } = useWizard();
  const { title, cause, nextStep, requestId } = useExplainProblem()(error);
  const id =
    requestId === null ? null : (
      <span className="mt-1 block text-xs text-ink-3">{t('startFault.requestId', { id: requestId })}</span>
    );
  if (isProblem(error, 'upstream_unavailable')) {
    return (
      <Notice tone="fail" role="alert" title={t('startFault.nothingStarted')}>
        {t('startFault.unreachable')}
        {id}
      </Notice>
    );
  }
  if (isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable', 'unreadable_answer')) {
    return (
      <Notice tone="fail" role="alert" title={t('startFault.noAnswer')}>
        {t('startFault.noAnswerText')}
        {id}
      </Notice>
    );
  }
  if (isProblem(error, 'not_found')) {
    return (
      <Notice
        tone="fail"
        role="alert"
        title={t('startFault.nothingStarted')}
        action={<LinkButton href={restoreStepAddress(point, 'target')}>{t('goToTarget')}</LinkButton>}
      >
        {t('startFault.gone')}
      </Notice>
    );
  }
  const faults = isProblem(error) ? error.fieldFaults : [];
  const isOfName =
    faults.length > 0 && faults.every(({ path }) => isNaming(path.split('.')[0] ?? '') || path === 'overwriteMachines');
  return (
    <Notice
      tone="fail"
      role="alert"
      title={
        isProblem(error, 'conflict', 'validation_failed', 'upstream_rejected') ? t('startFault.nothingStarted') : title
      }
      action={
        faults.length > 0 ? (
          <LinkButton href={restoreStepAddress(point, isOfName ? 'name' : 'target')}>
            {t('startFault.correct')}
          </LinkButton>
        ) : undefined
      }
    >
      {cause} {isProblem(error, 'conflict') || faults.length > 0 ? null : nextStep}
      {faults.map((fault) => (
        <span
          key={`${fault.path}${fault.message}`}
          className="block"
        >{`${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`}</span>
      ))}
      {id}
    </Notice>
  );
}
