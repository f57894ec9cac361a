import { Failure } from '@/lib/contracts/operation';
import type { OperationKind, OperationOrigin } from '@/lib/contracts/operation';
import type { ServerText, TextRef } from '@/lib/contracts/server-text';
import { asField, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';

/** The properties of a piece of work that decide who can fix its failure. */
export type FailedWork = { readonly kind: OperationKind; readonly origin: OperationOrigin };

/** What follows from a cause. AGAIN asks the tenant to repeat, if a tenant can start such work. */
type Remedy = {
  readonly owner: 'AGAIN' | Failure['owner'];
  readonly nextStep: ServerText;
  readonly action: Failure['action'];
};

type Hint = {
  readonly pattern: RegExp;
  readonly kinds?: readonly OperationKind[];
  readonly cause: ServerText;
  readonly remedy: Remedy;
};

const again: Remedy = {
  owner: 'AGAIN',
  nextStep: say('failure.step.again'),
  action: 'RETRY',
};
const contactProvider = (nextStep: ServerText): Remedy => ({ owner: 'PROVIDER', nextStep, action: 'TELL' });

/**
 * Hints only: the real texts are not documented (STORWARE_API.md 14.15), so each failure also works without a match.
 */
const hints: readonly Hint[] = [
  {
    pattern: /\btime window\b|not started within/i,
    cause: say('failure.cause.window'),
    remedy: { owner: 'AGAIN', nextStep: say('failure.step.longerWindow'), action: 'RETRY' },
  },
  {
    pattern: /\bstaging\b/i,
    cause: say('failure.cause.staging'),
    remedy: contactProvider(say('failure.step.staging')),
  },
  {
    pattern: /destination.*\b(?:full|space)\b|not enough space|no space|quota|storage full/i,
    kinds: ['BACKUP'],
    cause: say('failure.cause.destinationFull'),
    remedy: contactProvider(say('failure.step.destinationFull')),
  },
  {
    pattern: /not assigned to node/i,
    cause: say('failure.cause.destinationPlatform'),
    remedy: contactProvider(say('failure.step.destinationPlatform')),
  },
  {
    pattern: /\b(?:backup|recovery point|copy)\b.*(?:not present|does not exist|no longer exists)/i,
    kinds: ['RESTORE', 'MOUNT'],
    cause: say('failure.cause.dataGone'),
    remedy: { owner: 'YOU', nextStep: say('failure.step.otherPoint'), action: 'RESTORE' },
  },
  {
    pattern: /\b(?:machine|vm|instance)\b.*(?:not present|does not exist|no longer exists)/i,
    kinds: ['BACKUP'],
    cause: say('failure.cause.machineGone'),
    remedy: {
      owner: 'YOU',
      nextStep: say('failure.step.restore'),
      action: 'RESTORE',
    },
  },
  {
    pattern: /\bsnapshot/i,
    kinds: ['BACKUP'],
    cause: say('failure.cause.snapshot'),
    remedy: {
      owner: 'PLATFORM',
      nextStep: say('failure.step.snapshot'),
      action: 'RETRY',
    },
  },
];

const noReason = say('failure.cause.noReason');

/**
 * The description of failed work, the same wherever it is shown: cause, owner, next step and action. `statusInfo` is
 * Storware's own text; only its sanitized form is used, so a sanitized text gives the same result.
 */
export function failureOf(work: FailedWork, statusInfo: string | null): Failure {
  const detail = (statusInfo === null ? '' : sanitizeStatusInfo(statusInfo)) || null;
  const hint =
    detail === null
      ? undefined
      : hints.find(({ pattern, kinds }) => pattern.test(detail) && (kinds?.includes(work.kind) ?? true));
  const cause = hint?.cause ?? (detail === null ? noReason : { text: sentence(detail), ref: null });
  return { ...asField('cause', cause), ...remedyFor(work, hint?.remedy ?? again), detail };
}

/** The cause alone of a backup that failed, as in `failureOf`. */
export function causeOfBackup(statusInfo: string | null): GivenText {
  const { cause, causeRef } = failureOf({ kind: 'BACKUP', origin: 'USER' }, statusInfo);
  return { text: cause, ref: causeRef ?? null };
}

/** The server read the request and refused it. */
export function refusal(work: FailedWork, message: string): Failure {
  const failure = failureOf(work, message);
  const isHint = hints.some(({ cause }) => cause.text === failure.cause);
  return isHint ? failure : { ...failure, ...asField('cause', refused) };
}

const refused = say('failure.cause.refused');

/** The request certainly never reached Storware, or left no trace there. */
export const neverStarted: Failure = {
  ...asField('cause', say('failure.cause.neverStarted')),
  owner: 'PROVIDER',
  ...asField('nextStep', say('failure.step.neverStarted')),
  detail: null,
  action: 'RETRY',
};

/** The object of the request no longer exists, so it was not sent. */
export const sourceGone: Failure = {
  ...asField('cause', say('failure.cause.sourceGone')),
  owner: 'YOU',
  ...asField('nextStep', say('failure.step.sourceGone')),
  detail: null,
  action: 'RESTORE',
};

/** Storware no longer knows about the work, and no record shows its outcome. */
export const lostTrack: Failure = {
  ...asField('cause', say('failure.cause.lostTrack')),
  owner: 'YOU',
  ...asField('nextStep', say('failure.step.lostTrack')),
  detail: null,
  action: 'LOOK',
};

/** Why no operation was started for one machine of a request. */
export const notStarted = { busy: say('failure.cause.busy'), replaced: say('failure.cause.replaced') };

/** The description of a machine for which no operation was started. */
export function obstacleFailure(obstacle: GivenText): Failure {
  return {
    ...asField('cause', obstacle),
    owner: 'YOU',
    ...asField('nextStep', notForThisMachine),
    detail: null,
    action: null,
  };
}

const notForThisMachine = say('failure.step.notForThisMachine');
const askStarter = say('failure.step.askStarter');
const ownTexts: readonly ServerText[] = [
  ...hints.flatMap(({ cause, remedy }) => [cause, remedy.nextStep]),
  ...[neverStarted, sourceGone, lostTrack].flatMap(({ cause, causeRef, nextStep, nextStepRef }) => [
    ...(causeRef ? [{ text: cause, ref: causeRef }] : []),
    ...(nextStepRef ? [{ text: nextStep, ref: nextStepRef }] : []),
  ]),
  ...[again.nextStep, noReason, refused, askStarter, notForThisMachine, ...Object.values(notStarted)],
];

/** A failure as it was stored; one without an action is derived again from its technical detail. */
export function storedFailure(work: FailedWork, stored: unknown): Failure | null {
  const whole = Failure.safeParse(stored);
  if (whole.success) return withRefs(whole.data);
  const old = Failure.omit({ action: true }).safeParse(stored);
  if (!old.success) return null;
  const { cause, detail, owner, nextStep } = old.data;
  const known = [neverStarted, sourceGone, lostTrack].find((each) => each.cause === cause);
  if (known) return known;
  if (cause === refused.text) return refusal(work, detail ?? '');
  return detail !== null || cause.startsWith('It failed while')
    ? failureOf(work, detail)
    : withRefs({ cause, owner, nextStep, detail, action: null });
}

/** Adds references to a failure that was stored without them, where its texts are ours. */
function withRefs(failure: Failure): Failure {
  const refOf = (text: string): TextRef | null => ownTexts.find((own) => own.text === text)?.ref ?? null;
  return {
    ...failure,
    causeRef: failure.causeRef ?? refOf(failure.cause),
    nextStepRef: failure.nextStepRef ?? refOf(failure.nextStep),
  };
}

/** A tenant can't repeat work that a tenant can't start. */
function remedyFor({ kind, origin }: FailedWork, remedy: Remedy): Omit<Failure, 'cause' | 'causeRef' | 'detail'> {
  const { owner, nextStep, action } = remedy;
  const canStart =
    kind === 'BACKUP' || (origin === 'USER' && (kind === 'RESTORE' || kind === 'MOUNT' || kind === 'UNMOUNT'));
  if (!canStart && action === 'RETRY') return { owner: 'PROVIDER', ...asField('nextStep', askStarter), action: 'TELL' };
  return { owner: owner === 'AGAIN' ? 'YOU' : owner, ...asField('nextStep', nextStep), action };
}

/** Makes `Connection was lost.` from `connection was lost`. */
function sentence(text: string): string {
  const body = text.replace(/[.\s]+$/, '');
  return `${body.charAt(0).toUpperCase()}${body.slice(1)}.`;
}

/** Maximum length of the result of `sanitizeStatusInfo`, in characters. */
export const maxSanitizedLength = 240;

/** The rest is ignored: upstream texts may be whole stack traces. */
const maxReadLength = 2_000;
const gap = '…';

/**
 * What must not reach a tenant, in the order of removal. Removing too much is better than too little: the real texts
 * are not documented (STORWARE_API.md 14.15).
 */
const unwanted: readonly RegExp[] = [
  // Secrets: the value after a word such as password or token.
  /\b(?:pass(?:word|wd|phrase)?|token|secret|authorization|cookie|api[-_ ]?key)\b\s*[:=]\s*\S+/gi,
  // The same without a separator, when the value has a digit.
  /(?<=\b(?:pass(?:word|wd|phrase)?|token|secret|cookie|api[-_ ]?key)\s+(?:is\s+)?)\S*\d\S*/gi,
  // URLs and mail addresses.
  /\b[a-z][a-z0-9+.-]*:\/\/\S*/gi,
  /\S+@\S+/g,
  // Guids, and long runs of hexadecimal digits.
  /\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/gi,
  /\b[0-9a-f]{16,}\b/gi,
  // IPv4 with port or prefix; IPv6 with at least two colons, and ports behind brackets.
  /\b\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?/g,
  /\[?(?:[0-9a-f]{0,4}:){2,}[0-9a-f.:%]*\]?(?::\d+)?/gi,
  // Paths: Windows, shares, and Unix from its first slash.
  /(?:\b[a-z]:\\|\\)\S*/gi,
  /\S*\/\S*/g,
  // Names with dots (hosts, Java classes) and names with a port.
  /(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?=[\w-]*[a-z_])[\w-]+\.?(?::\d+)?/gi,
  /\b[\w-]*[a-z][\w-]*:\d{2,5}\b/gi,
  // Names that follow a word for infrastructure.
  /(?<=\b(?:hosts?|hostname|nodes?|servers?|hypervisors?|managers?)\b['":\s]{1,3})(?=[\w-]*[-_\d])[\w-]+/gi,
  // Names of infrastructure: node-07, esxi3, compute-1.
  /\b(?:nodes?|hosts?|servers?|hypervisors?|managers?|compute|esxi?|hv|kvm|pve|proxmox)[-_]?[\w-]*\d[\w-]*/gi,
];

/**
 * Upstream text that a tenant may read: one line without hosts, addresses, URLs, paths, guids and secrets, at most
 * `maxSanitizedLength` characters. Empty when nothing readable is left. Sanitizing again changes nothing.
 */
export function sanitizeStatusInfo(text: string): string {
  let line = oneLine(text.slice(0, maxReadLength));
  for (let round = 0, before = ''; before !== line && round < 10; round += 1) {
    before = line;
    line = oneLine(unwanted.reduce((rest, pattern) => rest.replace(pattern, gap), line));
  }
  if (!/[\p{L}\p{N}]/u.test(line)) return '';
  return line.length <= maxSanitizedLength ? line : `${cut(line)}${gap}`;
}

/** Cuts between words, so that no part of a name that a pattern would remove is left. */
function cut(line: string): string {
  const head = line.slice(0, maxSanitizedLength - 1);
  const lastSpace = head.lastIndexOf(' ');
  return (
    lastSpace > maxSanitizedLength / 2 ? head.slice(0, lastSpace) : head.replace(/[\uD800-\uDBFF]$/, '')
  ).trimEnd();
}

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/…(?:[\s,;:…]*…)+/g, gap)
    .trim();
}
