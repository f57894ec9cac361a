'use client';

import { CircleCheck, CircleSlash, Hourglass, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';
import type { Ref } from '@/lib/contracts/scalar';

const looks: Record<BackupOutcomeKind, { word: string; tone: Tone; icon: ReactNode }> = {
  started: { word: 'Started', tone: 'ok', icon: <CircleCheck aria-hidden /> },
  waiting: { word: 'Requested', tone: 'run', icon: <Hourglass aria-hidden /> },
  busy: { word: 'Already being backed up', tone: 'late', icon: <Hourglass aria-hidden /> },
  refused: { word: 'Not possible', tone: 'fail', icon: <TriangleAlert aria-hidden /> },
  not_started: { word: 'Not started', tone: 'fail', icon: <CircleSlash aria-hidden /> },
  missing: { word: 'Not known', tone: 'late', icon: <TriangleAlert aria-hidden /> },
};

/** What became of each machine, those that need a decision first. */
export function BackupOutcomeList({ outcomes, onLeave }: { outcomes: readonly BackupOutcome[]; onLeave: () => void }) {
  const isGood = ({ kind }: BackupOutcome) => kind === 'started' || kind === 'waiting';
  return (
    <ul
      className="max-h-80 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong"
      aria-label="Outcome for each machine"
    >
      {[...outcomes.filter((outcome) => !isGood(outcome)), ...outcomes.filter(isGood)].map((outcome) => {
        const look = looks[outcome.kind];
        return (
          <li key={outcome.machine.guid} className="px-3 py-2">
            <div className="flex items-center justify-between gap-3">
              <Link
                href={`/machines/${encodeURIComponent(outcome.machine.guid)}`}
                onClick={onLeave}
                className="link min-w-0 truncate"
              >
                <ThingName of={outcome.machine} />
              </Link>
              <Badge plain tone={look.tone} icon={look.icon} className="shrink-0">
                {look.word}
              </Badge>
            </div>
            {outcome.reason === null || outcome.kind === 'busy' ? null : (
              <p className="text-xs text-ink-2">{outcome.reason}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What became of the request for one machine. `missing`: the answer does not speak of it. */
type BackupOutcomeKind = 'started' | 'waiting' | 'busy' | 'refused' | 'not_started' | 'missing';

export interface BackupOutcome {
  machine: Ref;
  kind: BackupOutcomeKind;
  /** Why it was not started; null when it was. */
  reason: string | null;
  operation: Operation | null;
}

const busyPattern = /already being backed up/i;

/** One outcome for each machine that was asked for, in that order. */
export function backupOutcomes(asked: readonly Ref[], operations: readonly Operation[]): BackupOutcome[] {
  const byMachine = new Map(operations.map((operation) => [operation.machine.guid, operation]));
  return asked.map(({ guid, name }) => {
    const operation = byMachine.get(guid) ?? null;
    const machine = { guid, name };
    if (operation === null)
      return {
        machine,
        kind: 'missing',
        reason: 'The answer said nothing about this machine. Look at its activity before asking again.',
        operation,
      };
    const kind = kindOf(operation);
    const reason = kind === 'started' || kind === 'waiting' ? null : reasonOf(operation);
    return { machine, kind, reason, operation };
  });
}

function kindOf({ state, failure, phases }: Operation): BackupOutcomeKind {
  if (state === 'REQUESTED') return 'waiting';
  if (state === 'NOT_STARTED')
    return busyPattern.test(failure?.cause ?? '') ? 'busy' : failure?.owner === 'YOU' ? 'refused' : 'not_started';
  // The server said no before any work began; work that began and failed was started.
  return state === 'FAILED' && phases.every((phase) => phase.startedAt === null) ? 'refused' : 'started';
}

function reasonOf({ failure, state }: Operation): string | null {
  if (failure) return failure.cause;
  return isSettled(state) ? 'Nothing was started for this machine.' : null;
}

/** True when asking again can help and can't do anything twice: not for what this machine lacks, such as a destination. */
export function canRetry({ kind, operation }: BackupOutcome): boolean {
  return kind === 'not_started' || (kind === 'refused' && operation?.state === 'FAILED');
}

/** `3 backups started, 1 already being backed up, 2 not started`. */
export function outcomeSummary(outcomes: readonly BackupOutcome[]): string {
  const count = (...kinds: BackupOutcomeKind[]) => outcomes.filter(({ kind }) => kinds.includes(kind)).length;
  const begun = count('started', 'waiting');
  const parts = [
    begun > 0 ? `${begun} ${begun === 1 ? 'backup' : 'backups'} started` : null,
    part(count('busy'), 'already being backed up'),
    part(count('refused'), 'not possible'),
    part(count('not_started', 'missing'), 'not started'),
  ].filter((text) => text !== null);
  return parts.length === 0 ? 'Nothing was started' : parts.join(', ');
}

function part(count: number, words: string): string | null {
  return count === 0 ? null : `${count} ${words}`;
}
