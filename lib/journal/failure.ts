import { curateStatusInfo } from '@/lib/core/curate';
import type { Failure } from '@/lib/contracts/operation';

type Hint = { readonly pattern: RegExp; readonly cause: string; readonly owner: Failure['owner']; readonly nextStep: string };

/**
 * Hints only: nobody outside the vendor knows the real texts (STORWARE_API.md 14.15), so each failure
 * also works without a match.
 */
const hints: readonly Hint[] = [
  { pattern: /time window|not started within|window/i, cause: 'It could not start within its time window because other work was ahead of it.', owner: 'PLATFORM', nextStep: 'Start it again, with a longer window or a higher priority.' },
  { pattern: /staging/i, cause: 'The backup system had no room for temporary data.', owner: 'PROVIDER', nextStep: 'Tell your provider; start it again once there is room.' },
  { pattern: /destination.*(full|space)|not enough space|no space|quota|storage full/i, cause: 'The destination has no room left.', owner: 'PROVIDER', nextStep: 'Tell your provider, or choose another destination.' },
  { pattern: /not assigned to node/i, cause: 'This destination does not serve the platform of the machine.', owner: 'PROVIDER', nextStep: 'Choose another destination, or tell your provider.' },
  { pattern: /not present|does not exist|no longer exists/i, cause: 'The machine is no longer on its platform.', owner: 'YOU', nextStep: 'Restore it from one of its recovery points if you need it back.' },
  { pattern: /snapshot/i, cause: 'The platform could not make the snapshot of the machine.', owner: 'PLATFORM', nextStep: 'Look for other snapshots or running tasks on the machine, then start it again.' },
];

const phaseWords: Readonly<Record<string, string>> = {
  EXPORT: 'reading the machine’s data',
  STORE: 'storing the recovery point',
  RESTORE: 'reading the recovery point',
  IMPORT: 'creating the machine on the platform',
  MOUNT: 'mounting the recovery point',
  UNMOUNT: 'unmounting',
  DELETE: 'deleting',
};

/** Turns a failed phase into a person's words. `statusInfo` is Storware's own text; only its curated form is kept. */
export function failureOf(phase: string, statusInfo: string | null): Failure {
  const detail = statusInfo === null ? null : curateStatusInfo(statusInfo);
  const hint = statusInfo === null ? undefined : hints.find(({ pattern }) => pattern.test(statusInfo));
  if (hint) return { cause: hint.cause, owner: hint.owner, nextStep: hint.nextStep, detail };
  return {
    cause: `It failed while ${phaseWords[phase] ?? 'the backup system was working on it'}.`,
    owner: 'PROVIDER',
    nextStep: 'Start it again. If it fails again, give your provider the technical detail.',
    detail,
  };
}

/** The server read the request and refused it. */
export function refusal(message: string): Failure {
  const failure = failureOf('REQUEST', message);
  return { ...failure, cause: failure.cause.startsWith('It failed while') ? 'The backup system refused this request.' : failure.cause };
}

/** The request certainly never reached Storware, or left no trace there. */
export const neverStarted: Failure = {
  cause: 'The backup system could not be reached, so nothing was started.',
  owner: 'PROVIDER',
  nextStep: 'Ask again; nothing will be done twice.',
  detail: null,
};

/** What the request was about is no longer there, so it was not sent. */
export const sourceGone: Failure = {
  cause: 'The recovery point, or a part of what was chosen, is no longer there.',
  owner: 'YOU',
  nextStep: 'Nothing was started. Choose again.',
  detail: null,
};

/** Storware no longer knows about the work, and no record tells its outcome. */
export const lostTrack: Failure = {
  cause: 'The backup system no longer knows about this work, so its outcome is not known.',
  owner: 'PROVIDER',
  nextStep: 'Look at what came of it before you start it again.',
  detail: null,
};
