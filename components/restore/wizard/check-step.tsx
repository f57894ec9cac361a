'use client';

import { RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect, useId } from 'react';
import { CheckList, checkSummary } from '@/components/restore/check-list';
import { confirmedMachines, faultsByField } from '@/components/restore/fields/restore-request';
import { StartFault } from './start-fault';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ExactTime } from '@/components/ui/time-text';
import { StepFooter, StepPanel } from '@/components/ui/wizard-steps';
import { operationAddress, restoreStepAddress } from '@/lib/client/addresses';
import { useServerText } from '@/lib/client/format/server-text';
import { isProblem } from '@/lib/client/http/problems';
import type { ProblemError } from '@/lib/client/http/problems';
import { usePreflight, useStartRestore as useStartRequest } from '@/lib/client/queries/restores';
import type { Preflight, RestoreBody } from '@/lib/contracts/restore';
import { StepWithSummary } from './restore-summary';
import { useWizard } from './restore-wizard';
import type { Wizard } from './restore-wizard';
import type { RestoreTranslator } from '@/components/restore/fields/planned-fields';

/** The last step: the pre-flight checks and the start. */
export function CheckStep() {
  const t = useTranslations('restore');
  const action = useTranslations('ui');
  const wizard = useWizard();
  const { point, plan, draft } = wizard;
  const router = useRouter();
  const noteId = useId();
  const start = useStartRestore(wizard, (id) => router.replace(operationAddress(id)));
  const { body } = plan;
  const unanswered = unansweredRequest(draft.sent, body);
  const isStarted = start.operationId !== null;
  const report = usePreflight(isStarted ? null : body);
  useFaultsOf(report.error, wizard);
  // A request without a response may have started the restore; only sending it again shows that, so no check blocks it.
  const obstacle = isStarted || unanswered !== null ? null : obstacleOf(wizard, report.data, report.isError, t);
  const deleted = report.data?.overwrites ?? [];
  const isDestructive = (unanswered?.overwriteMachines ?? deleted).length > 0;
  const send = () => {
    if (unanswered !== null) start.send(unanswered);
    else if (body) start.send(isDestructive ? { ...body, overwriteMachines: deleted.map(({ guid }) => guid) } : body);
  };

  if (isStarted) {
    return (
      <Loading label={t('checkStep.startedLoading')} className="panel max-w-3xl space-y-3 p-4">
        <p aria-hidden>{t('checkStep.started')}</p>
        <Skeleton className="h-4 w-64" />
      </Loading>
    );
  }
  return (
    <StepWithSummary step="check">
      <StepPanel title={t('checkStep.title')}>
        <section aria-label={t('checkStep.checksLabel')} className="space-y-2">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="text-sm">{t('checkStep.checks')}</h3>
            <p role="status" className="text-xs text-ink-2 tabular-nums">
              {body === null
                ? null
                : report.isFetching
                  ? t('checkStep.checking')
                  : report.data
                    ? checkSummary(report.data.checks, t)
                    : null}
            </p>
            {report.data && !report.isFetching ? (
              <span className="text-xs text-ink-3">
                <ExactTime at={report.data.at} />
              </span>
            ) : null}
            {body === null ? null : (
              <Button
                size="sm"
                className="ml-auto"
                icon={<RotateCw aria-hidden className="size-3.5" />}
                isPending={report.isFetching}
                onPress={() => void report.refetch()}
              >
                {t('checkStep.checkAgain')}
              </Button>
            )}
          </div>
          <Report
            wizard={wizard}
            report={report.data}
            error={report.error}
            isFetching={report.isFetching}
            onRetry={() => void report.refetch()}
          />
        </section>
        {start.error ? (
          <StartFault error={start.error} />
        ) : unanswered !== null && !start.isPending ? (
          <Notice tone="late" title={t('checkStep.unanswered.title')}>
            {t('checkStep.unanswered.text')}
          </Notice>
        ) : null}
      </StepPanel>
      <StepFooter
        back={
          <LinkButton href={restoreStepAddress(point, plan.mode === 'FILE_SYSTEM' ? 'target' : 'name')}>
            {action('back')}
          </LinkButton>
        }
        note={
          obstacle !== null ? (
            <span id={noteId}>{obstacle}</span>
          ) : deleted.length > 0 ? (
            <span id={noteId} className="text-fail">
              {t('checkStep.deletes', { count: deleted.length, machines: deleted.map(({ name }) => name).join(', ') })}
            </span>
          ) : report.data && unanswered === null ? (
            checkSummary(report.data.checks, t)
          ) : null
        }
        next={
          <Button
            variant={isDestructive ? 'danger' : 'primary'}
            isPending={start.isPending}
            isDisabled={obstacle !== null}
            {...(obstacle === null && deleted.length === 0 ? {} : { 'aria-describedby': noteId })}
            onPress={send}
          >
            {!start.isPending && (start.error || unanswered !== null)
              ? action('retry')
              : t(isDestructive ? 'checkStep.deleteAndRestore' : 'checkStep.start')}
          </Button>
        }
      />
    </StepWithSummary>
  );
}

/** The request that was sent for the same choices and not answered; null when there is none. */
function unansweredRequest(sent: Wizard['draft']['sent'], body: RestoreBody | null): RestoreBody | null {
  if (sent === null || body === null) return null;
  const { overwriteMachines: _, ...rest } = sent.body;
  return JSON.stringify(rest) === JSON.stringify(body) ? sent.body : null;
}

/** Stores the errors of a request that can't be checked, so that earlier steps mark the fields. */
function useFaultsOf(error: unknown, { plan, draft, change }: Wizard): void {
  const wordsOfServer = useServerText();
  const faults =
    plan.body && isProblem(error, 'validation_failed')
      ? faultsByField(error.fieldFaults, plan.body, wordsOfServer)
      : null;
  const text = JSON.stringify(faults);
  const isKnown = faults === null || text === JSON.stringify(draft.faults);
  useEffect(() => {
    if (!isKnown) change({ faults: JSON.parse(text) as Record<string, string> });
  }, [isKnown, text, change]);
}

function Report({
  wizard,
  report,
  error,
  isFetching,
  onRetry,
}: {
  wizard: Wizard;
  report: Preflight | undefined;
  error: unknown;
  isFetching: boolean;
  onRetry: () => void;
}) {
  const t = useTranslations('restore');
  const { point, plan } = wizard;
  if (plan.body === null) {
    const isOfName = Object.keys(plan.faults).every((path) => path === 'name');
    return (
      <Notice
        tone="late"
        title={t('checkStep.missing.title')}
        action={
          <LinkButton href={restoreStepAddress(point, isOfName && plan.mode !== null ? 'name' : 'target')}>
            {isOfName && plan.mode !== null ? t('goToName') : t('goToTarget')}
          </LinkButton>
        }
      >
        {t('checkStep.missing.text')}
      </Notice>
    );
  }
  // The errors of a request that can't even be checked.
  if (error && !isFetching && !report)
    return (
      <ErrorState
        error={error}
        onRetry={onRetry}
        isRetrying={isFetching}
        action={<LinkButton href={restoreStepAddress(point, 'target')}>{t('goToTarget')}</LinkButton>}
      />
    );
  if (!report) {
    return (
      <Loading label={t('checkStep.loading')} className="space-y-2 rounded-sm border border-line p-3">
        {['w-72', 'w-56', 'w-64', 'w-48'].map((width) => (
          <Skeleton key={width} className={`h-4 max-w-full ${width}`} />
        ))}
      </Loading>
    );
  }
  return (
    <div aria-busy={isFetching}>
      <CheckList checks={report.checks} />
    </div>
  );
}

/** Why the restore can't be started; null when it can. */
function obstacleOf(
  { plan, typed }: Wizard,
  report: Preflight | undefined,
  isError: boolean,
  t: RestoreTranslator,
): string | null {
  if (plan.mode === null) return t('noWayNow');
  if (plan.body === null) return t('stillToChoose');
  if (!report) return isError ? t('checkStep.obstacle.notChecked') : t('checkStep.obstacle.checking');
  if (report.checks.some(({ state }) => state === 'BLOCKED')) return t('checkStep.obstacle.blocked');
  const confirmed = confirmedMachines(typed);
  const open = report.overwrites.filter(({ guid }) => !confirmed.includes(guid));
  return open.length > 0
    ? t('checkStep.obstacle.unconfirmed', {
        count: open.length,
        machines: open.map(({ name }) => name).join(', '),
      })
    : null;
}

interface StartRestoreState {
  /** Sends the request. The same request keeps its idempotency key, even after a reload, so a retry starts nothing twice. */
  send: (body: RestoreBody) => void;
  error: unknown;
  isPending: boolean;
  /** The id of the operation once the portal has answered. */
  operationId: string | null;
}

/** Starts a restore and keeps its request until the portal has answered. */
function useStartRestore(
  { draft, change, clear }: Wizard,
  onStarted: (operationId: string) => void,
): StartRestoreState {
  const start = useStartRequest();
  const wordsOfServer = useServerText();

  const send = (body: RestoreBody) => {
    // The page stays for a moment after the start, but the key is already cleared: a second press would start a second restore.
    if (start.isSuccess) return;
    const before = draft.sent;
    const sent =
      before && JSON.stringify(before.body) === JSON.stringify(body) ? before : { body, key: crypto.randomUUID() };
    // Stored before sending, so that a retry after a reload uses the same key.
    change({ sent, faults: {} });
    start.mutate(
      { body, idempotencyKey: sent.key },
      {
        onSuccess: ({ operation }) => {
          clear();
          onStarted(operation.id);
        },
        onError: (error) => {
          if (isAnswer(error)) change({ sent: null, faults: faultsByField(error.fieldFaults, body, wordsOfServer) });
        },
      },
    );
  };
  return {
    send,
    error: start.error,
    isPending: start.isPending || start.isSuccess,
    operationId: start.data?.operation.id ?? null,
  };
}

/** The portal has answered that nothing was started, so the next attempt needs a new key. */
function isAnswer(error: unknown): error is ProblemError {
  return isProblem(
    error,
    'upstream_unavailable',
    'malformed_request',
    'conflict',
    'validation_failed',
    'upstream_rejected',
    'forbidden',
    'not_found',
    'payload_too_large',
  );
}
