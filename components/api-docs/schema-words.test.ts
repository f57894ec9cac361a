import { describe, expect, test } from 'vitest';
import type { ApiSchema } from '@/lib/contracts/api-document';
import { constraintsOf, partsOf, typeWord, valuesOf } from './schema-words';

describe('typeWord', () => {
  test.each<[ApiSchema, string]>([
    [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
    [{ type: ['number', 'null'] }, 'number'],
    [{ type: 'array', items: { type: 'string' } }, 'string[]'],
    [{ anyOf: [{ type: 'object' }, { type: 'null' }] }, 'object'],
    [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'string | integer'],
    [{ $ref: '#/components/schemas/TextRef' }, 'TextRef'],
    [{ const: 'TIME', type: 'string' }, '"TIME"'],
    [{}, 'any'],
  ])('%j is %s', (schema, word) => {
    expect(typeWord(schema)).toBe(word);
  });
});

test('values of an enumeration are found through null and lists', () => {
  expect(valuesOf({ anyOf: [{ enum: ['A', 'B'] }, { type: 'null' }] })).toEqual(['A', 'B']);
  expect(valuesOf({ type: 'array', items: { enum: ['A'] } })).toEqual(['A']);
  expect(valuesOf({ type: 'string' })).toBeNull();
});

test('constraints leave out the bounds of every whole number and the pattern of a format', () => {
  const { MIN_SAFE_INTEGER: least, MAX_SAFE_INTEGER: most } = Number;
  expect(constraintsOf({ type: 'integer', minimum: least, maximum: most })).toEqual([]);
  expect(constraintsOf({ default: 50, minimum: 1, maximum: 200 })).toEqual([
    'default: 50',
    'minimum: 1',
    'maximum: 200',
  ]);
  expect(constraintsOf({ format: 'uuid', pattern: '^x$' })).toEqual([]);
  expect(constraintsOf({ pattern: '^x$' })).toEqual(['pattern: ^x$']);
});

test('the parts of a union are its variants, each named by the field that tells it apart', () => {
  const variant = (kind: string): ApiSchema => ({ type: 'object', properties: { kind: { const: kind }, at: {} } });
  const parts = partsOf({ type: 'array', items: { oneOf: [variant('TIME'), variant('INTERVAL')] } });
  expect(parts.map(({ title }) => title)).toEqual(['kind: "TIME"', 'kind: "INTERVAL"']);
  expect(partsOf({ type: 'string' })).toEqual([]);
});
