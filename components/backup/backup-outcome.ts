import type { Operation } from '@/lib/contracts/operation';
import { isSettled } from '@/lib/contracts/operation';
import type { Ref } from '@/lib/contracts/scalar';

/** What became of the request for one machine. `missing`: the answer does not speak of it. */
export type BackupOutcomeKind = 'started' | 'waiting' | 'busy' | 'refused' | 'not_started' | 'missing';

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
