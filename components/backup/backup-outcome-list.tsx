'use client';

import { CircleCheck, CircleSlash, Hourglass, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { OutcomeList } from '@/components/machines/outcome-list';
import type { BadgeVariant } from '@/components/ui/badge';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { Ref } from '@/lib/contracts/scalar';

const variants: Record<BackupOutcomeKind, BadgeVariant> = {
  started: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  waiting: { tone: 'run', icon: <Hourglass aria-hidden /> },
  busy: { tone: 'late', icon: <Hourglass aria-hidden /> },
  refused: { tone: 'fail', icon: <TriangleAlert aria-hidden /> },
  not_started: { tone: 'fail', icon: <CircleSlash aria-hidden /> },
  missing: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
};

/** The result for each machine. */
export function BackupOutcomeList({ outcomes, onLeave }: { outcomes: readonly BackupOutcome[]; onLeave: () => void }) {
  const t = useTranslations('backup');
  return (
    <OutcomeList
      label={t('outcomes')}
      onLeave={onLeave}
      outcomes={outcomes.map(({ machine, kind, reason }) => ({
        machine,
        variant: variants[kind],
        label: t(`outcome.${kind}`),
        isDone: kind === 'started' || kind === 'waiting',
        note: reason === null || kind === 'busy' ? null : <p className="text-xs text-ink-2">{reason}</p>,
      }))}
    />
  );
}

/** The outcome for one machine. `missing`: not in the response. */
type BackupOutcomeKind = 'started' | 'waiting' | 'busy' | 'refused' | 'not_started' | 'missing';

export interface BackupOutcome {
  machine: Ref;
  kind: BackupOutcomeKind;
  /** Why it was not started; null when it was. */
  reason: string | null;
  operation: Operation | null;
}

/** The error code of a machine with a running backup. */
const busy: Parameters<ReturnType<typeof useTranslations<'server'>>>[0] = 'failure.cause.busy';

type BackupTranslator = ReturnType<typeof useTranslations<'backup'>>;

/** One outcome for each requested machine, in that order. */
export function backupOutcomes(
  t: BackupTranslator,
  wordsOfServer: WordsOfServer,
  requested: readonly Ref[],
  operations: readonly Operation[],
): BackupOutcome[] {
  const byMachine = new Map(operations.map((operation) => [operation.machine.guid, operation]));
  return requested.map(({ guid, name }) => {
    const operation = byMachine.get(guid) ?? null;
    const machine = { guid, name };
    if (operation === null)
      return {
        machine,
        kind: 'missing',
        reason: t('reason.missing'),
        operation,
      };
    const kind = kindOf(operation);
    const reason = kind === 'started' || kind === 'waiting' ? null : reasonOf(t, wordsOfServer, operation);
    return { machine, kind, reason, operation };
  });
}

function kindOf({ state, failure, phases }: Operation): BackupOutcomeKind {
  if (state === 'REQUESTED') return 'waiting';
  if (state === 'NOT_STARTED')
    return failure?.causeRef?.code === busy ? 'busy' : failure?.owner === 'YOU' ? 'refused' : 'not_started';
  // The server refused before any work began; work that began and failed counts as started.
  return state === 'FAILED' && phases.every((phase) => phase.startedAt === null) ? 'refused' : 'started';
}

function reasonOf(t: BackupTranslator, wordsOfServer: WordsOfServer, { failure, state }: Operation): string | null {
  if (failure) return wordsOfServer(failure.cause, failure.causeRef);
  return isSettled(state) ? t('reason.nothing') : null;
}

/**
 * True when a retry can help and can't do anything twice: not when the machine lacks something, such as a destination.
 */
export function canRetry({ kind, operation }: BackupOutcome): boolean {
  return kind === 'not_started' || (kind === 'refused' && operation?.state === 'FAILED');
}

/** `3 backups started, 1 already being backed up, 2 not started`. */
export function outcomeSummary(t: BackupTranslator, outcomes: readonly BackupOutcome[]): string {
  const countOf = (...kinds: BackupOutcomeKind[]) => outcomes.filter(({ kind }) => kinds.includes(kind)).length;
  const counts = {
    begun: countOf('started', 'waiting'),
    busy: countOf('busy'),
    refused: countOf('refused'),
    notStarted: countOf('not_started', 'missing'),
  };
  const parts = (['begun', 'busy', 'refused', 'notStarted'] as const)
    .filter((key) => counts[key] > 0)
    .map((key) => t(`summary.${key}`, { count: counts[key] }));
  return parts.length === 0 ? t('fault.nothingStarted') : parts.join(', ');
}
