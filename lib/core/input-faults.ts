import type * as z from 'zod';
import type { FieldFault } from '@/lib/contracts/problem';
import type { TextParam } from '@/lib/contracts/server-text';
import english from '@/lib/messages/server/en.json';
import { fieldFault, say } from './say';
import type { TextCode } from './say';

type Said = readonly [code: TextCode, params?: Readonly<Record<string, TextParam>>];

/** Maps every parameter to itself, because built messages are not their source text. */
const places = Object.fromEntries(['max', 'min', 'words', 'zone'].map((name) => [name, `{${name}}`]));

/** The English texts of schemas and other checks without a catalogue, with the positions of their parameters. */
const written = Object.keys(english.field.schema).map((key) => {
  const code = `field.schema.${key}` as TextCode;
  const escaped = say(code, places).text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return { code, pattern: new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>.+)')}$`) };
});

/** The code of a schema's text; null where the catalogue has none. */
function writtenCode(text: string): Said | null {
  for (const { code, pattern } of written) {
    const found = pattern.exec(text);
    if (found) return found.groups ? [code, { ...found.groups }] : [code];
  }
  return null;
}

/** A validation error whose English text comes from a check without a catalogue. */
export function writtenFault(path: string, message: string): FieldFault {
  const said = writtenCode(message);
  return said ? fieldFault(path, ...said) : { path, message };
}

const lower = { string: 'tooShort', array: 'tooFew', number: 'tooSmall' } as const;
const upper = { string: 'tooLong', array: 'tooMany', number: 'tooBig' } as const;

/** The text for zod's own issues. */
function zodCode(issue: z.core.$ZodIssue): Said {
  switch (issue.code) {
    case 'invalid_type': {
      const received = /received (\w+)$/.exec(issue.message)?.[1] ?? '';
      return ['field.input.type', { expected: issue.expected, received }];
    }
    case 'invalid_value':
      return issue.values.length === 1
        ? ['field.input.value', { values: quoted(issue.values) }]
        : ['field.input.option', { values: quoted(issue.values) }];
    case 'too_small':
    case 'too_big': {
      const words = issue.code === 'too_small' ? lower : upper;
      const beyond = issue.code === 'too_small' ? 'more' : 'less';
      const limit = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
      const bound = issue.exact ? 'exact' : issue.inclusive ? 'inclusive' : beyond;
      const origin = issue.origin === 'int' ? 'number' : issue.origin;
      return origin in words
        ? [`field.input.${words[origin as keyof typeof words]}`, { bound, limit: String(limit) }]
        : ['field.input.other'];
    }
    case 'invalid_format':
      return issue.format === 'regex'
        ? ['field.input.pattern', { pattern: issue.pattern ?? '' }]
        : ['field.input.format', { format: issue.message.replace(/^Invalid /, '') }];
    case 'not_multiple_of':
      return ['field.input.multiple', { divisor: String(issue.divisor) }];
    case 'invalid_union': {
      const values = /^Invalid discriminator value\. Expected (.+)$/.exec(issue.message)?.[1];
      return values === undefined ? ['field.input.other'] : ['field.input.discriminator', { values }];
    }
    default:
      return ['field.input.other'];
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
      return issue.keys.map((key) => fieldFault([...path, key.slice(0, 64)].join('.'), 'field.unknown'));
    const fault = fieldFault(path.join('.'), ...(writtenCode(issue.message) ?? zodCode(issue)));
    // Other zod messages stay as they are.
    return [{ ...fault, message: issue.message }];
  });
}
