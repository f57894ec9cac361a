import { Failure } from '@/lib/contracts/operation';
import type { OperationKind, OperationOrigin } from '@/lib/contracts/operation';

/** What of a piece of work decides who can do something about its failure. */
export type FailedWork = { readonly kind: OperationKind; readonly origin: OperationOrigin };

/** What follows from a cause. AGAIN is the tenant's to do, as far as it can start such work at all. */
type Remedy = {
  readonly owner: 'AGAIN' | Failure['owner'];
  readonly nextStep: string;
  readonly action: Failure['action'];
};

type Hint = {
  readonly pattern: RegExp;
  readonly kinds?: readonly OperationKind[];
  readonly cause: string;
  readonly remedy: Remedy;
};

const again: Remedy = {
  owner: 'AGAIN',
  nextStep: 'Start it again. If it fails again, give your provider the technical detail.',
  action: 'RETRY',
};
const tell = (nextStep: string): Remedy => ({ owner: 'PROVIDER', nextStep, action: 'TELL' });

/**
 * Hints only: nobody outside the vendor knows the real texts (STORWARE_API.md 14.15), so each failure
 * also works without a match.
 */
const hints: readonly Hint[] = [
  {
    pattern: /\btime window\b|not started within/i,
    cause: 'It could not start within its time window because other work was ahead of it.',
    remedy: { owner: 'AGAIN', nextStep: 'Start it again, with a longer window or a higher priority.', action: 'RETRY' },
  },
  {
    pattern: /\bstaging\b/i,
    cause: 'The backup system had no room for temporary data.',
    remedy: tell('Tell your provider that it needs room; start it again once there is some.'),
  },
  {
    pattern: /destination.*\b(?:full|space)\b|not enough space|no space|quota|storage full/i,
    kinds: ['BACKUP'],
    cause: 'The destination has no room left.',
    remedy: tell('Tell your provider, who can make room or offer another destination.'),
  },
  {
    pattern: /not assigned to node/i,
    cause: 'This destination does not serve the platform of the machine.',
    remedy: tell('Tell your provider, who assigns destinations to platforms.'),
  },
  {
    pattern: /\b(?:backup|recovery point|copy)\b.*(?:not present|does not exist|no longer exists)/i,
    kinds: ['RESTORE', 'MOUNT'],
    cause: 'The data of this recovery point is not where it was stored.',
    remedy: { owner: 'YOU', nextStep: 'Choose another recovery point.', action: 'RESTORE' },
  },
  {
    pattern: /\b(?:machine|vm|instance)\b.*(?:not present|does not exist|no longer exists)/i,
    kinds: ['BACKUP'],
    cause: 'The machine is no longer on its platform.',
    remedy: {
      owner: 'YOU',
      nextStep: 'Restore it from one of its recovery points if you need it back.',
      action: 'RESTORE',
    },
  },
  {
    pattern: /\bsnapshot/i,
    kinds: ['BACKUP'],
    cause: 'The platform could not make the snapshot of the machine.',
    remedy: {
      owner: 'PLATFORM',
      nextStep:
        'Let whoever runs the platform look for other snapshots or running tasks on the machine; then start it again.',
      action: 'RETRY',
    },
  },
];

const noReason = 'It failed, and the backup system gave no reason.';

/**
 * What is said of work that failed, wherever it is shown: one cause, one owner, one next step, and the action that is offered for
 * it. `statusInfo` is Storware's own text; only its sanitized form is used, so a text that was sanitized before gives the same answer.
 */
export function failureOf(work: FailedWork, statusInfo: string | null): Failure {
  const detail = (statusInfo === null ? '' : sanitizeStatusInfo(statusInfo)) || null;
  const hint =
    detail === null
      ? undefined
      : hints.find(({ pattern, kinds }) => pattern.test(detail) && (kinds?.includes(work.kind) ?? true));
  return {
    cause: hint?.cause ?? (detail === null ? noReason : sentence(detail)),
    ...remedyFor(work, hint?.remedy ?? again),
    detail,
  };
}

/** The cause alone of a backup that failed, as `failureOf` tells it. */
export function causeOfBackup(statusInfo: string | null): string {
  return failureOf({ kind: 'BACKUP', origin: 'USER' }, statusInfo).cause;
}

/** The server read the request and refused it. */
export function refusal(work: FailedWork, message: string): Failure {
  const failure = failureOf(work, message);
  const isHint = hints.some(({ cause }) => cause === failure.cause);
  return isHint ? failure : { ...failure, cause: refused };
}

const refused = 'The backup system refused this request.';

/** The request certainly never reached Storware, or left no trace there. */
export const neverStarted: Failure = {
  cause: 'The backup system could not be reached, so nothing was started.',
  owner: 'PROVIDER',
  nextStep: 'Your provider brings it back. Ask again then; nothing will be done twice.',
  detail: null,
  action: 'RETRY',
};

/** What the request was about is no longer there, so it was not sent. */
export const sourceGone: Failure = {
  cause: 'The recovery point, or a part of what was chosen, is no longer there.',
  owner: 'YOU',
  nextStep: 'Nothing was started. Choose again.',
  detail: null,
  action: 'RESTORE',
};

/** Storware no longer knows about the work, and no record tells its outcome. */
export const lostTrack: Failure = {
  cause: 'The backup system no longer knows about this work, so its outcome is not known.',
  owner: 'YOU',
  nextStep: 'Look at what came of it before you start it again.',
  detail: null,
  action: 'LOOK',
};

/** A failure as it was stored; one from before actions were stored is told anew from its technical detail. */
export function storedFailure(work: FailedWork, stored: unknown): Failure | null {
  const whole = Failure.safeParse(stored);
  if (whole.success) return whole.data;
  const old = Failure.omit({ action: true }).safeParse(stored);
  if (!old.success) return null;
  const { cause, detail, owner, nextStep } = old.data;
  const known = [neverStarted, sourceGone, lostTrack].find((each) => each.cause === cause);
  if (known) return known;
  if (cause === refused) return refusal(work, detail ?? '');
  return detail !== null || cause.startsWith('It failed while')
    ? failureOf(work, detail)
    : { cause, owner, nextStep, detail, action: null };
}

/** Work that the tenant can't start is not the tenant's to start again. */
function remedyFor({ kind, origin }: FailedWork, remedy: Remedy): Pick<Failure, 'owner' | 'nextStep' | 'action'> {
  const { owner, nextStep, action } = remedy;
  const canStart =
    kind === 'BACKUP' || (origin === 'USER' && (kind === 'RESTORE' || kind === 'MOUNT' || kind === 'UNMOUNT'));
  if (!canStart && action === 'RETRY')
    return { owner: 'PROVIDER', nextStep: 'Ask your provider, who started it.', action: 'TELL' };
  return { owner: owner === 'AGAIN' ? 'YOU' : owner, nextStep, action };
}

/** `Connection was lost.` of `connection was lost`. */
function sentence(text: string): string {
  const body = text.replace(/[.\s]+$/, '');
  return `${body.charAt(0).toUpperCase()}${body.slice(1)}.`;
}

/** Longest text that `sanitizeStatusInfo` answers, in characters. */
export const maxCuratedLength = 240;

/** More is not looked at: upstream texts may be whole stack traces. */
const maxReadLength = 2_000;
const gap = '…';

/**
 * What must not reach a tenant, in the order in which it is taken out. A word too many is lost rather than
 * one too few: nobody outside the vendor knows how the real texts look (STORWARE_API.md 14.15).
 */
const unwanted: readonly RegExp[] = [
  // Secrets: the value behind a telling word.
  /\b(?:pass(?:word|wd|phrase)?|token|secret|authorization|cookie|api[-_ ]?key)\b\s*[:=]\s*\S+/gi,
  // The same without a sign between them, when it has a digit as words have not.
  /(?<=\b(?:pass(?:word|wd|phrase)?|token|secret|cookie|api[-_ ]?key)\s+(?:is\s+)?)\S*\d\S*/gi,
  // Addresses with a scheme, and mail addresses.
  /\b[a-z][a-z0-9+.-]*:\/\/\S*/gi,
  /\S+@\S+/g,
  // Guids, and long runs of hexadecimal digits.
  /\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/gi,
  /\b[0-9a-f]{16,}\b/gi,
  // IPv4 with port or prefix; IPv6 with at least two colons, and ports behind brackets.
  /\b\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?/g,
  /\[?(?:[0-9a-f]{0,4}:){2,}[0-9a-f.:%]*\]?(?::\d+)?/gi,
  // Paths: Windows, shares, and Unix from its slash.
  /(?:\b[a-z]:\\|\\)\S*/gi,
  /\S*\/\S*/g,
  // Names with dots (hosts, Java classes) and names with a port.
  /(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?=[\w-]*[a-z_])[\w-]+\.?(?::\d+)?/gi,
  /\b[\w-]*[a-z][\w-]*:\d{2,5}\b/gi,
  // What follows the words for infrastructure, when it looks like a name.
  /(?<=\b(?:hosts?|hostname|nodes?|servers?|hypervisors?|managers?)\b['":\s]{1,3})(?=[\w-]*[-_\d])[\w-]+/gi,
  // Names that say themselves what they are: node-07, esxi3, compute-1.
  /\b(?:nodes?|hosts?|servers?|hypervisors?|managers?|compute|esxi?|hv|kvm|pve|proxmox)[-_]?[\w-]*\d[\w-]*/gi,
];

/**
 * Upstream text in a form that a tenant may read: one line without hosts, addresses, URLs, paths, guids and secrets,
 * at most `maxCuratedLength` characters. Empty when nothing readable is left. Curating again changes nothing.
 */
export function sanitizeStatusInfo(text: string): string {
  let line = oneLine(text.slice(0, maxReadLength));
  for (let round = 0, before = ''; before !== line && round < 10; round += 1) {
    before = line;
    line = oneLine(unwanted.reduce((rest, pattern) => rest.replace(pattern, gap), line));
  }
  if (!/[\p{L}\p{N}]/u.test(line)) return '';
  return line.length <= maxCuratedLength ? line : `${cut(line)}${gap}`;
}

/** Never cuts a character in two, nor leaves the half of a word that a pattern would have known whole. */
function cut(line: string): string {
  const head = line.slice(0, maxCuratedLength - 1);
  const lastSpace = head.lastIndexOf(' ');
  return (lastSpace > maxCuratedLength / 2 ? head.slice(0, lastSpace) : head.replace(/[\uD800-\uDBFF]$/, '')).trimEnd();
}

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/…(?:[\s,;:…]*…)+/g, gap)
    .trim();
}
