import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import english from '@/lib/messages/server/en.json';
import { say } from '@/lib/core/say';
import type { TextCode } from '@/lib/core/say';
import { fault, faultsOfInput, faultText } from './faults';
import type { FaultCode } from './faults';

function faultOf(schema: z.ZodType, value: unknown) {
  const { error } = schema.safeParse(value);
  return error && faultsOfInput(error)[0];
}

/** Every text in the checks of a schema and its nested schemas. */
function messagesIn(schema: unknown, seen = new Set<unknown>()): string[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  if ('_zod' in schema) {
    const { def } = schema._zod as { def: Record<string, unknown> };
    const own = typeof def['error'] === 'function' ? [(def['error'] as (issue: object) => unknown)({})] : [];
    return [...own.filter((text) => typeof text === 'string'), ...messagesIn(def, seen)];
  }
  return Object.values(schema).flatMap((member) => messagesIn(member, seen));
}

describe('faultsOfInput', () => {
  test.each([
    [z.string(), 1],
    [z.string(), undefined],
    [z.number(), 'x'],
    [z.number(), null],
    [z.int(), 1.5],
    [z.boolean(), 'yes'],
    [z.array(z.string()), {}],
    [z.object({}), []],
    [z.enum(['A', 'B']), 'C'],
    [z.literal('A'), 'C'],
    [z.string().min(2), 'x'],
    [z.string().max(2), 'xyz'],
    [z.string().length(2), 'xyz'],
    [z.string().length(2), 'x'],
    [z.array(z.string()).min(2), []],
    [z.array(z.string()).max(1), ['a', 'b']],
    [z.number().min(5), 4],
    [z.number().max(5), 6],
    [z.number().gt(5), 5],
    [z.number().lt(5), 5],
    [z.int().min(5), 4],
    [z.number().multipleOf(5), 4],
    [z.uuid(), 'x'],
    [z.iso.datetime(), 'x'],
    [z.string().regex(/^a$/), 'x'],
    [z.union([z.string(), z.number()]), true],
    [z.discriminatedUnion('kind', [z.object({ kind: z.literal('A') }), z.object({ kind: z.literal('B') })]), {}],
  ])('the code of a zod message has the same English text (%#)', (schema, value) => {
    const fault = faultOf(schema, value);
    const { code, params } = fault?.messageRef ?? { code: '' };
    expect(say(code as TextCode, params).text).toBe(fault?.message);
  });

  test('a text of a schema has its code and number', () => {
    expect(faultOf(z.string().max(100, fault('charactersMost', { max: 100 })), 'x'.repeat(101))).toEqual({
      path: '',
      message: 'at most 100 characters',
      messageRef: { code: 'field.schema.charactersMost', params: { max: '100' } },
    });
  });

  test('an unknown key is a validation error of its own', () => {
    expect(faultOf(z.strictObject({}), { extra: 1 })).toEqual({
      path: 'extra',
      message: 'is not known here',
      messageRef: { code: 'field.unknown' },
    });
  });
});

test('every check of the contracts carries a code', async () => {
  const files = readdirSync('lib/contracts').filter((file) => file.endsWith('.ts') && !file.includes('.test.'));
  const texts = await Promise.all(
    files.map(async (file) =>
      messagesIn({ ...((await import(join(process.cwd(), 'lib/contracts', file))) as object) }),
    ),
  );
  const all = [...new Set(texts.flat())];
  expect(all).toContain('choose at least one machine');
  const issues = all.map((message) => ({ code: 'custom' as const, path: [], input: null, message }));
  const withoutCode = faultsOfInput(new z.ZodError(issues)).filter(
    ({ messageRef }) => messageRef?.code === 'field.input.other',
  );
  expect(withoutCode.map(({ message }) => message)).toEqual([]);
});

test('the texts of checks are those of the catalogue, with the same parameters', () => {
  const places = Object.fromEntries(['max', 'min', 'words', 'zone'].map((name) => [name, `<${name}>`]));
  for (const code of Object.keys(english.field.schema) as FaultCode[])
    expect(faultText(code, places).text, code).toBe(say(`field.schema.${code}`, places).text);
});
