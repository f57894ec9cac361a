import type * as z from 'zod';
import type { FieldFault } from './problem';
import type { ServerText, TextRef } from './server-text';

/**
 * The English texts of the checks in contracts and schedules, by the code that each check carries; `{max}` and the like
 * are parameters. The other languages are in the catalogue's area `server`, under `field.schema`.
 */
const texts = {
  chooseMachine: 'choose at least one machine',
  machinesMost: 'at most {max} machines at once',
  machineTwice: 'names a machine twice',
  backupWindow: 'the window must end after it starts, and not in the past',
  oneTwice: 'names one twice',
  oneOf: 'must be one of {words}',
  mountShort: 'at least 15 minutes',
  mountLong: 'at most 24 hours',
  chooseFileSystem: 'choose at least one file system',
  chooseDisk: 'choose at least one disk',
  nameInitiator: 'name at least one initiator',
  beginsWithSlash: 'must begin with /',
  pathCharacters: 'must begin with / and have no control characters',
  chooseFile: 'choose at least one file',
  keepOne: 'keep at least one',
  keepMinute: 'at least a minute',
  nameMissing: 'give it a name',
  charactersLeast: 'at least {min} characters',
  charactersMost: 'at most {max} characters',
  controlCharacters: 'must not have control characters',
  noId: 'is not an id',
  noTenant: 'is not a tenant',
  slugLike: 'must be 1 to 40 lower-case letters, digits and hyphens, with no hyphen at its ends',
  slugReserved: 'is reserved',
  reasonMissing: 'give the reason',
  timeLike: 'must be a time like 02:00',
  everyFive: 'at least 5 minutes',
  searchMissing: 'say what to look for',
  timeZone: 'is not the name of a time zone, like Europe/Warsaw',
  chooseDay: 'choose at least one day',
  wholeMinutes: 'must be whole minutes, from {min} to {max}',
  sameTime: 'must differ from the beginning; the whole day is 00:00 to 23:59',
  longInterval: 'is longer than the interval: it would run once a day; choose a time instead',
  timeOfDay: 'must be a time of day from 00:00 to 23:59',
  clocks:
    'The clocks of {zone} differ from UTC by a part of a minute, and Storware runs schedules on whole minutes only.',
  noInitiator: 'is not an initiator name (iqn.…)',
  noUuid: 'must be a UUID',
  emailLike: 'must be an e-mail address, like name@example.com',
  csvOnly: 'only with format=csv: a chain with gaps can’t be verified',
  setupCode: 'is not a code from the log: it has 16 letters and digits',
} as const;
export type FaultCode = keyof typeof texts;
type FaultParams = Readonly<Record<string, string | number>>;

/** A text of the table with its reference. */
export function faultText(code: FaultCode, params?: FaultParams): ServerText {
  const ref = { code: `field.schema.${code}` };
  if (params === undefined) return { text: texts[code], ref };
  const values = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
  return {
    text: texts[code].replace(/\{(\w+)\}/g, (_place, name: string) => values[name] ?? ''),
    ref: { ...ref, params: values },
  };
}

/** A validation error of a field; `path` as in `FieldFault`. */
export function faultAt(path: string, code: FaultCode, params?: FaultParams): FieldFault & { messageRef: TextRef } {
  const { text, ref } = faultText(code, params);
  return { path, message: text, messageRef: ref };
}

/** zod passes on nothing of a check but its message, so the reference of each is found by it. */
const refsOfChecks = new Map<string, TextRef>();

/** The message of a check in a schema: `z.string().min(1, fault('nameMissing'))`. */
export function fault(code: FaultCode, params?: FaultParams): string {
  const { text, ref } = faultText(code, params);
  refsOfChecks.set(text, ref);
  return text;
}

const lower = { string: 'tooShort', array: 'tooFew', number: 'tooSmall' } as const;
const upper = { string: 'tooLong', array: 'tooMany', number: 'tooBig' } as const;
const other: TextRef = { code: 'field.input.other' };

/** The reference of zod's own messages. */
function refOfZod(issue: z.core.$ZodIssue): TextRef {
  switch (issue.code) {
    case 'invalid_type': {
      const received = /received (\w+)$/.exec(issue.message)?.[1] ?? '';
      return { code: 'field.input.type', params: { expected: issue.expected, received } };
    }
    case 'invalid_value':
      return {
        code: issue.values.length === 1 ? 'field.input.value' : 'field.input.option',
        params: { values: quoted(issue.values) },
      };
    case 'too_small':
    case 'too_big': {
      const words = issue.code === 'too_small' ? lower : upper;
      const beyond = issue.code === 'too_small' ? 'more' : 'less';
      const limit = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
      const bound = issue.exact ? 'exact' : issue.inclusive ? 'inclusive' : beyond;
      const origin = issue.origin === 'int' ? 'number' : issue.origin;
      return origin in words
        ? { code: `field.input.${words[origin as keyof typeof words]}`, params: { bound, limit: String(limit) } }
        : other;
    }
    case 'invalid_format':
      return issue.format === 'regex'
        ? { code: 'field.input.pattern', params: { pattern: issue.pattern ?? '' } }
        : { code: 'field.input.format', params: { format: issue.message.replace(/^Invalid /, '') } };
    case 'not_multiple_of':
      return { code: 'field.input.multiple', params: { divisor: String(issue.divisor) } };
    case 'invalid_union': {
      const values = /^Invalid discriminator value\. Expected (.+)$/.exec(issue.message)?.[1];
      return values === undefined ? other : { code: 'field.input.discriminator', params: { values } };
    }
    default:
      return other;
  }
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => (typeof value === 'string' ? `"${value}"` : String(value))).join('|');
}

/** One validation error for each zod issue; texts name what was expected, never the received value. */
export function faultsOfInput(error: z.ZodError, prefix = ''): FieldFault[] {
  return error.issues.flatMap((issue) => {
    const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [...path, key.slice(0, 64)].join('.'),
        message: 'is not known here',
        messageRef: { code: 'field.unknown' },
      }));
    const messageRef = refsOfChecks.get(issue.message) ?? refOfZod(issue);
    return [{ path: path.join('.'), message: issue.message, messageRef }];
  });
}
