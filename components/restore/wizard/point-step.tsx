'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { History, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { PageTitle } from '@/components/frame/page-parts';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { MachineReader } from '@/components/machine/machine-reader';
import { RecoveryPointTable } from '@/components/machine/points/recovery-point-table';
import { RecoveryTimeline } from '@/components/machine/timeline/recovery-timeline';
import { copyVariants, CopyRadios, useCopyLabels } from '@/components/restore/copy-choice';
import { aboveFooter, expectStep, StepFooter, StepIndicator } from '@/components/ui/wizard-steps';
import { BackupTypeText, Badge, RecoveryPointBadge } from '@/components/ui/badge';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Button } from '@/components/ui/button';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { ExactTime, RelativeTime, SizeText } from '@/components/ui/time-text';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { useServerText } from '@/lib/client/format/server-text';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress, restoreStepAddress, restoreSteps } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { useCan } from '@/lib/client/queries/me';
import { isProblem, ProblemError } from '@/lib/client/http/problems';
import { useNewestRestorable, useRecoveryPoint } from '@/lib/client/queries/recovery-points';
import { useRestoreDraft } from '@/lib/client/drafts/restore-draft';
import type { MachineDetail } from '@/lib/contracts/machine';
import type { RecoveryPoint, RecoveryPointDetail } from '@/lib/contracts/recovery-point';

interface PointStepProps {
  /** The machine. */
  guid: string;
  /** The recovery point of the URL when the page was rendered; null when unknown. */
  known: RecoveryPoint | null;
}

/** The first step: the choice of a recovery point, at first the newest that can be restored. */
export function PointStep({ guid, known }: PointStepProps) {
  return <MachineReader guid={guid}>{(machine) => <PointStepContent machine={machine} known={known} />}</MachineReader>;
}

interface ContentProps {
  machine: MachineDetail;
  known: RecoveryPoint | null;
}

function PointStepContent({ machine, known }: ContentProps) {
  const t = useTranslations('restore');
  const canRestore = useCan('restore:run');
  const { guid } = machine;
  return (
    <>
      <PageTitle title={t('titleOf', { machine: machine.name })} />
      <PageHeader
        title={t('titleOf', { machine: machine.name })}
        before={
          <Breadcrumbs
            items={[
              { label: t('machines'), href: '/machines' },
              { label: machine.name, href: machineAddress(guid) },
              { label: t('title') },
            ]}
          />
        }
        description={machine.present ? t('pointStep.staysAsItIs') : t('pointStep.machineIsGone')}
      />
      {canRestore ? (
        <Choice machine={machine} known={known} />
      ) : (
        <div className="panel">
          <EmptyState
            icon={<History aria-hidden />}
            title={t('pointStep.notAllowed.title')}
            action={<LinkButton href={machineAddress(guid)}>{t('pointStep.notAllowed.back')}</LinkButton>}
          >
            {t('pointStep.notAllowed.text')}
          </EmptyState>
        </div>
      )}
    </>
  );
}

function Choice({ machine, known }: ContentProps) {
  const address = useAddressState();
  const router = useRouter();
  const t = useTranslations('restore');
  const action = useTranslations('ui');
  const format = useFormats();
  const wordsOfServer = useServerText();
  const newest = useNewestRestorable(machine.guid);
  const requested = address.params.get('point');
  const chosenGuid = requested ?? newest.data?.guid ?? null;
  const read = useRecoveryPoint(chosenGuid);
  // The URL may name a recovery point of another machine, which must not be shown here.
  const isChosen = (point: RecoveryPoint | null | undefined) =>
    point?.guid === chosenGuid && point?.machine.guid === machine.guid;
  // Its files come from Storware, and nothing here waits for them.
  const found = read.data ?? (read.error ? null : [known, newest.data].find(isChosen));
  const point = found && isChosen(found) ? found : undefined;
  const choose = (guid: string) => address.replace({ point: guid, page: address.params.get('page') });
  const next = chosenGuid === null ? undefined : restoreStepAddress(chosenGuid, 'target');
  useEffect(() => {
    if (next) router.prefetch(next);
  }, [router, next]);
  const timeOf = ({ startedAt, status }: RecoveryPoint) =>
    startedAt === null
      ? t(status === 'RUNNING' ? 'pointStep.notBegun' : 'pointStep.unknownTime')
      : format.short(startedAt);
  const goOn = () => {
    if (next === undefined) return;
    expectStep();
    router.push(next);
  };

  return (
    <>
      <StepIndicator
        steps={[
          { label: t('step.point'), href: undefined, state: 'current' },
          ...restoreSteps.map((step) => ({ label: t(`step.${step}`), href: undefined, state: 'open' as const })),
        ]}
      />
      <ChosenPoint
        read={read}
        point={point}
        isNone={chosenGuid === null && newest.data === null}
        isElsewhere={read.data !== undefined && read.data.machine.guid !== machine.guid}
        newestError={requested === null ? newest.error : null}
        onRetry={() => void (chosenGuid === null ? newest.refetch() : read.refetch())}
      />
      <RecoveryTimeline machine={machine} address={address} openGuid={chosenGuid} onOpen={choose} />
      <div className={aboveFooter}>
        <RecoveryPointTable
          machine={machine}
          address={address}
          hrefOfPoint={(guid) => address.hrefWith({ point: guid, page: address.params.get('page') })}
          onOpen={choose}
          chosen={chosenGuid}
        />
      </div>
      <StepFooter
        isWide
        back={<LinkButton href={machineAddress(machine.guid)}>{action('cancel')}</LinkButton>}
        note={
          point ? (
            point.restorable ? (
              <span className="tabular-nums">{timeOf(point)}</span>
            ) : (
              t.rich('pointStep.cantBeRestored', {
                point: timeOf(point),
                reason: wordsOfServer(point.reason, point.reasonRef) ?? t('pointStep.noReasonInSentence'),
                time: (chunks) => <span className="tabular-nums">{chunks}</span>,
              })
            )
          ) : chosenGuid === null && newest.data === null ? (
            t('pointStep.nothingToRestore')
          ) : null
        }
        next={
          <Button variant="primary" isDisabled={!point?.restorable} onPress={goOn}>
            {t('pointStep.next')}
          </Button>
        }
      />
    </>
  );
}

interface ChosenPointProps {
  read: Pick<UseQueryResult<RecoveryPointDetail>, 'error' | 'isFetching'>;
  /** Undefined while it loads. */
  point: RecoveryPoint | undefined;
  /** True when the URL names no point and no point of the machine can be restored. */
  isNone: boolean;
  /** True for a point of another machine. */
  isElsewhere: boolean;
  /** The error of reading the newest point. */
  newestError: unknown;
  onRetry: () => void;
}

/** The chosen recovery point with its state and copies. */
function ChosenPoint({ read, point, isNone, isElsewhere, newestError, onRetry }: ChosenPointProps) {
  const t = useTranslations('restore.pointStep');
  const error = isElsewhere
    ? new ProblemError({
        code: 'not_found',
        status: 404,
        detail: t('noSuchPoint'),
      })
    : point
      ? null
      : (newestError ?? read.error);
  if (error)
    return (
      <ErrorState
        error={error}
        onRetry={isProblem(error, 'not_found') ? undefined : onRetry}
        isRetrying={read.isFetching}
        className="mb-4"
      />
    );
  return (
    <section aria-label={t('chosen')} aria-live="polite" className="panel mb-4 px-4 py-3">
      {isNone ? (
        <EmptyState icon={<RotateCcw aria-hidden />} title={t('none.title')} className="!py-6">
          {t('none.text')}
        </EmptyState>
      ) : point ? (
        <Chosen point={point} />
      ) : (
        <Loading label={t('loading')} className="space-y-2">
          <Skeleton className="h-5 w-64 max-w-full" />
          <Skeleton className="h-4 w-40" />
        </Loading>
      )}
    </section>
  );
}

function Chosen({ point }: { point: RecoveryPoint }) {
  const t = useTranslations('restore');
  const wordsOfServer = useServerText();
  const labels = useCopyLabels();
  const { draft, change } = useRestoreDraft(point.guid);
  const copy = draft.values['copy'];
  const present = point.copies.filter(({ state }) => state === 'PRESENT');
  return (
    <div className="grid gap-x-8 gap-y-3 lg:grid-cols-2">
      <div className="min-w-0">
        <h2 className="text-sm font-normal text-ink-3">{t('pointStep.restoreAsOn')}</h2>
        <p className="text-lg font-semibold">
          <ExactTime at={point.startedAt} />
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
          <RelativeTime at={point.startedAt} />
          <BackupTypeText type={point.type} />
          <RecoveryPointBadge point={point} plain />
          <SizeText bytes={point.sizeBytes} />
        </p>
        {point.restorable ? null : (
          <Notice tone="late" title={t('pointStep.notRestorable.title')} className="mt-3">
            <p>{wordsOfServer(point.reason, point.reasonRef) ?? t('pointStep.notRestorable.noReason')}</p>
            <p>{t('pointStep.notRestorable.chooseAnother')}</p>
          </Notice>
        )}
      </div>
      {present.length > 1 ? (
        <CopyRadios
          copies={point.copies}
          value={typeof copy === 'string' ? copy : ''}
          onChange={(chosen) => change((before) => ({ values: { ...before.values, copy: chosen } }))}
        />
      ) : point.copies.length > 0 ? (
        <div className="min-w-0">
          <h3 className="text-sm font-normal text-ink-3">{t('copy.copies', { count: point.copies.length })}</h3>
          <ul>
            {point.copies.map((each, index) => (
              <li key={`${each.destination.guid}${index}`} className="flex flex-wrap items-center gap-x-3">
                <span className="min-w-0 break-words">
                  {wordsOfServer(each.destination.name, each.destination.nameRef)}
                </span>
                <span className="text-xs text-ink-3">{labels.role(each.role)}</span>
                <Badge plain {...copyVariants[each.state]}>
                  {labels.state(each.state)}
                </Badge>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}
