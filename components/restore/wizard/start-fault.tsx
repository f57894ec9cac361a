'use client';

import { useTranslations } from 'next-intl';
import { isNaming } from '@/components/restore/fields/restore-request';
import { FieldErrorLines, RequestFailure } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { restoreStepAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isOutcomeUnknown, isProblem } from '@/lib/client/http/problems';
import { useWizard } from './restore-wizard';

/** Why the start failed, and whether the restore may have been started. */
export function StartFault({ error }: { error: unknown }) {
  const t = useTranslations('restore');
  const { point } = useWizard();
  const { cause, nextStep } = useExplainProblem()(error);
  if (isProblem(error, 'upstream_unavailable')) {
    return (
      <RequestFailure error={error} title={t('startFault.nothingStarted')}>
        {t('startFault.unreachable')}
      </RequestFailure>
    );
  }
  if (isOutcomeUnknown(error)) {
    return (
      <RequestFailure error={error} title={t('startFault.noAnswer')}>
        {t('startFault.noAnswerText')}
      </RequestFailure>
    );
  }
  if (isProblem(error, 'not_found')) {
    return (
      <RequestFailure
        error={error}
        title={t('startFault.nothingStarted')}
        action={<LinkButton href={restoreStepAddress(point, 'target')}>{t('goToTarget')}</LinkButton>}
      >
        {t('startFault.gone')}
      </RequestFailure>
    );
  }
  const faults = isProblem(error) ? error.fieldFaults : [];
  const isOfName =
    faults.length > 0 && faults.every(({ path }) => isNaming(path.split('.')[0] ?? '') || path === 'overwriteMachines');
  const isRefused = isProblem(error, 'conflict', 'validation_failed', 'upstream_rejected');
  return (
    <RequestFailure
      error={error}
      title={isRefused ? t('startFault.nothingStarted') : undefined}
      action={
        faults.length > 0 ? (
          <LinkButton href={restoreStepAddress(point, isOfName ? 'name' : 'target')}>
            {t('startFault.correct')}
          </LinkButton>
        ) : undefined
      }
    >
      {cause} {isProblem(error, 'conflict') || faults.length > 0 ? null : nextStep}
      <FieldErrorLines error={error} />
    </RequestFailure>
  );
}
