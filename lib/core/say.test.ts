import { parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import english from '@/lib/messages/server/en.json';
import { fieldFault, listed, say } from './say';
import type { TextCode } from './say';

type Tree = { readonly [key: string]: string | Tree };

function textsOf(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : textsOf(value, `${prefix}${key}.`),
  );
}

/** A value for every parameter of a message: a number for a plural, the first choice for a select. */
function paramsOf(elements: readonly MessageFormatElement[]): Record<string, string | number> {
  return Object.assign(
    {},
    ...elements.map((element): Record<string, string | number> => {
      if (element.type === TYPE.plural) return { ...insideOf(Object.values(element.options)), [element.value]: 3 };
      if (element.type === TYPE.select)
        return {
          ...insideOf(Object.values(element.options)),
          [element.value]: Object.keys(element.options)[0] ?? 'other',
        };
      return element.type === TYPE.literal || element.type === TYPE.pound || element.type === TYPE.tag
        ? {}
        : { [element.value]: `<${element.value}>` };
    }),
  ) as Record<string, string | number>;
}

function insideOf(options: readonly { value: MessageFormatElement[] }[]): Record<string, string | number> {
  return paramsOf(options.flatMap(({ value }) => value));
}

describe('say', () => {
  test.each(textsOf(english))('puts %s into words with its parameters', (code, text) => {
    const params = paramsOf(parse(text));
    const said = say(code as TextCode, params);
    expect(said.ref).toEqual({ code, params });
    expect(said.text).not.toBe(code);
    expect(said.text).not.toMatch(/[{}]|server\.\w/);
    expect(said.text.trim()).not.toBe('');
  });

  test('puts numbers, names and texts into a text, and keeps them as parameters', () => {
    expect(say('policy.busySaving', { who: say('policy.somebody').ref })).toEqual({
      text: 'Somebody is currently saving this policy. Wait a moment, then check it again.',
      ref: { code: 'policy.busySaving', params: { who: { code: 'policy.somebody' } } },
    });
    expect(say('policy.moreLoseProtection', { machines: 'a, b', more: 0 }).text).toBe(
      'a, b would also lose protection. Check the policy again. Nothing was deleted.',
    );
    expect(say('policy.moreLoseProtection', { machines: 'a, b', more: 1200 }).text).toMatch(
      /^a, b and 1200 more would/,
    );
  });

  test('joins texts in their order', () => {
    const users = ['a', 'b', 'c'].map((user) => say('mount.user', { user, file: `${user}.txt` }));
    expect(say('mount.inUse', { users: listed(users, 'comma') }).text).toBe(
      'Files are being downloaded from it: a (a.txt), b (b.txt), c (c.txt). Unmounting would cancel these downloads; confirm that they are to be interrupted.',
    );
    expect(listed([], 'comma')).toEqual([]);
  });
});

test('a validation error has text and code', () => {
  expect(fieldFault('durationMs', 'field.minutesMost', { max: 60 })).toEqual({
    path: 'durationMs',
    message: 'at most 60 minutes',
    messageRef: { code: 'field.minutesMost', params: { max: 60 } },
  });
});
