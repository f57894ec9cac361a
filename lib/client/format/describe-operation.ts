import type { Machine } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import type { Failure, Operation, OperationKind, OperationOrigin, Phase } from '@/lib/contracts/operation';

export const kindWords: Record<OperationKind, string> = {
  BACKUP: 'Backup',
  RESTORE: 'Restore',
  MOUNT: 'Mount',
  UNMOUNT: 'Unmount',
  DELETE: 'Removal',
  OTHER: 'Other work',
};

export const originWords: Record<OperationOrigin, string> = {
  USER: 'By a person',
  SCHEDULE: 'By schedule',
  OTHER: 'By the provider',
};

export const ownerWords = { YOU: 'You', PROVIDER: 'Your provider', PLATFORM: 'Whoever runs the platform' } as const;

/** What of failed work its notice and its next step name. */
export type FailedWork = Pick<Operation, 'kind' | 'machine' | 'requestedAt'> & {
  readonly source: { readonly guid: string } | null;
  readonly id: string | null;
};

/** What a provider needs to know of a failure, as a text to be sent. */
export function failureReport({ cause, detail }: Failure, { kind, machine, requestedAt, id }: FailedWork): string {
  const lines = [
    `${kindWords[kind]} of ${machine.name} (machine ${machine.guid})`,
    `Requested: ${requestedAt}`,
    `Cause: ${cause}`,
  ];
  return [
    ...lines,
    ...(detail === null ? [] : [`Technical detail: ${detail}`]),
    ...(id === null ? [] : [`Operation: ${id}`]),
  ].join('\n');
}

const phaseWords: Readonly<Record<string, string>> = {
  RESTORE: 'Reading the recovery point',
  IMPORT: 'Creating the machine',
};

/** A phase's name as a person says it: `EXPORT` is "Export", `IMPORT` is "Creating the machine". */
export function phaseName(type: string): string {
  const words = phaseWords[type];
  if (words !== undefined) return words;
  const text = type.replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `Backup of web-01`. */
export function operationTitle(operation: Operation): string {
  return `${kindWords[operation.kind]} of ${operation.machine.name}`;
}

/** Who or what asked for it. */
export function requestedByText(operation: Operation): string {
  return operation.requestedBy?.name ?? originWords[operation.origin];
}

/** The phase that work is in: the one that runs, else the first that has not ended. */
export function currentPhase(phases: readonly Phase[]): Phase | undefined {
  return (
    phases.find((phase) => phase.state === 'RUNNING') ??
    phases.find((phase) => phase.state === 'QUEUED' || phase.state === 'WAITING')
  );
}

/** Where an operation is, in one line, such as `Export 40 %, then store`. */
export function progressText(operation: Operation): string {
  const { state, phases } = operation;
  if (state === 'REQUESTED') return 'Requested, waiting for confirmation';
  if (isSettled(state)) return settledText(operation);
  const phase = currentPhase(phases);
  const isOver = phases.length > 0 && phases.every((each) => each.state === 'FINISHED');
  const where = phase
    ? phaseText(phase, phases.slice(phases.indexOf(phase) + 1))
    : isOver
      ? 'Finishing'
      : `${Math.round(operation.progress)} %`;
  return state === 'CANCELLING' ? `Cancel requested; ${where.charAt(0).toLowerCase()}${where.slice(1)}` : where;
}

function phaseText(phase: Phase, later: readonly Phase[]): string {
  const name = phaseName(phase.type);
  const doing =
    phase.state === 'RUNNING'
      ? `${name} ${Math.round(phase.progress)} %`
      : phase.state === 'QUEUED'
        ? `${name} in the queue`
        : `${name} about to start`;
  return later.length === 0
    ? doing
    : `${doing}, then ${later.map((each) => phaseName(each.type).toLowerCase()).join(', ')}`;
}

function settledText(operation: Operation): string {
  switch (operation.state) {
    case 'SUCCEEDED':
      return 'Succeeded';
    case 'WARNING':
      return operation.warnings.map(({ text }) => text).join(' · ') || 'Finished with warnings';
    case 'FAILED':
      return operation.failure?.cause ?? 'Failed';
    case 'CANCELLED':
      return 'Cancelled';
    default:
      return operation.failure?.cause ?? 'Not started; it is safe to ask again';
  }
}

/** What stands in place of the time of the last good backup where there is none: "Never" only where that is known. */
export function noGoodBackup({ protection, lastBackup }: Pick<Machine, 'protection' | 'lastBackup'>): string {
  if (protection.state === 'UNKNOWN') return 'Not known';
  return protection.state === 'NOT_RESTORABLE' || (lastBackup !== null && lastBackup.status !== 'FAILED')
    ? 'None left'
    : 'Never';
}
