'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useServerText } from './server-text';
import type { WordsOfServer } from './server-text';
import type { Machine } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import type { Failure, Operation, OperationKind, OperationOrigin, Phase } from '@/lib/contracts/operation';

type Words = ReturnType<typeof useTranslations<'ui'>>;
export type OperationLabels = ReturnType<typeof makeOperationWords>;

/** The data of failed work that its notice and its next step show. */
export type FailedWork = Pick<Operation, 'kind' | 'machine' | 'requestedAt'> & {
  readonly source: { readonly guid: string } | null;
  readonly id: string | null;
};

/** Phases with a label; work of an unknown kind has a phase that is named as its task. */
const knownPhases = ['EXPORT', 'STORE', 'RESTORE', 'IMPORT', 'MOUNT', 'UNMOUNT', 'DELETE'] as const;

/** The current phase: the running one, else the first that has not ended. */
export function currentPhase(phases: readonly Phase[]): Phase | undefined {
  return (
    phases.find((phase) => phase.state === 'RUNNING') ??
    phases.find((phase) => phase.state === 'QUEUED' || phase.state === 'WAITING')
  );
}

/** Labels and texts of operations, in the reader's language. */
export function makeOperationWords(t: Words, wordsOfServer: WordsOfServer) {
  /** The label of a phase; `inside` a sentence, English and Polish use a small letter. */
  function phase(type: string, place: 'alone' | 'inside' = 'alone'): string {
    const known = knownPhases.find((each) => each === type);
    if (known !== undefined) return t(`operation.phase.${known}.${place}`);
    const text = type.replaceAll('_', ' ').toLowerCase();
    return place === 'inside' ? text : text.charAt(0).toUpperCase() + text.slice(1);
  }

  function phaseText({ type, state, progress }: Phase, later: readonly Phase[], place: 'alone' | 'inside'): string {
    const name = phase(type, place);
    const doing =
      state === 'RUNNING'
        ? t('operation.phaseRuns', { phase: name, percent: Math.round(progress) })
        : t(state === 'QUEUED' ? 'operation.phaseWaits' : 'operation.phaseStarts', { phase: name });
    if (later.length === 0) return doing;
    return t('operation.then', { now: doing, later: later.map((each) => phase(each.type, 'inside')).join(', ') });
  }

  function whereText({ phases, progress }: Operation, place: 'alone' | 'inside'): string {
    const current = currentPhase(phases);
    if (current) return phaseText(current, phases.slice(phases.indexOf(current) + 1), place);
    const isOver = phases.length > 0 && phases.every((each) => each.state === 'FINISHED');
    return isOver ? t(`operation.finishing.${place}`) : t('operation.percent', { percent: Math.round(progress) });
  }

  const causeOf = (failure: Failure | null): string | null =>
    failure === null ? null : wordsOfServer(failure.cause, failure.causeRef);

  function settledText({ state, warnings, failure }: Operation): string {
    switch (state) {
      case 'SUCCEEDED':
        return t('operation.succeeded');
      case 'WARNING':
        return warnings.map(({ text, textRef }) => wordsOfServer(text, textRef)).join(' · ') || t('operation.warned');
      case 'FAILED':
        return causeOf(failure) ?? t('operation.failed');
      case 'CANCELLED':
        return t('operation.cancelled');
      default:
        return causeOf(failure) ?? t('operation.notStarted');
    }
  }

  const kind = (of: OperationKind): string => t(`operation.kind.${of}`);
  const origin = (of: OperationOrigin): string => t(`operation.origin.${of}`);

  return {
    kind,
    origin,
    phase: (type: string): string => phase(type),
    /** Who has to act. */
    owner: (of: Failure['owner']): string => t(`operation.owner.${of}`),
    /** `Backup of web-01`. */
    title: (operation: Pick<Operation, 'kind' | 'machine'>): string =>
      t('operation.title', { kind: kind(operation.kind), machine: operation.machine.name }),
    /** Who or what requested it. */
    requestedBy: (operation: Pick<Operation, 'requestedBy' | 'origin'>): string =>
      operation.requestedBy?.name ?? origin(operation.origin),
    /** The progress of an operation in one line, such as `Export 40 %, then store`. */
    progress: (operation: Operation): string => {
      if (operation.state === 'REQUESTED') return t('operation.requested');
      if (isSettled(operation.state)) return settledText(operation);
      return operation.state === 'CANCELLING'
        ? t('operation.cancelling', { where: whereText(operation, 'inside') })
        : whereText(operation, 'alone');
    },
    /** The details of a failure for the provider, as a text to be sent. */
    report: ({ cause, causeRef, detail }: Failure, work: FailedWork): string =>
      [
        t('operation.report.work', {
          kind: kind(work.kind),
          machine: work.machine.name,
          guid: work.machine.guid,
        }),
        t('operation.report.requested', { at: work.requestedAt }),
        t('operation.report.cause', { cause: wordsOfServer(cause, causeRef) }),
        ...(detail === null ? [] : [t('operation.report.detail', { detail })]),
        ...(work.id === null ? [] : [t('operation.report.operation', { id: work.id })]),
      ].join('\n'),
    /** The text in place of the time of the last good backup where there is none: "Never" only where that is known. */
    noGoodBackup: ({ protection, lastBackup }: Pick<Machine, 'protection' | 'lastBackup'>): string => {
      if (protection.state === 'UNKNOWN') return t('noGoodBackup.unknown');
      return protection.state === 'NOT_RESTORABLE' || (lastBackup !== null && lastBackup.status !== 'FAILED')
        ? t('noGoodBackup.noneLeft')
        : t('noGoodBackup.never');
    },
  };
}

/** The words of operations for this viewer. */
export function useOperationLabels(): OperationLabels {
  const t = useTranslations('ui');
  const wordsOfServer = useServerText();
  return useMemo(() => makeOperationWords(t, wordsOfServer), [t, wordsOfServer]);
}
