import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { MachineListQuery } from '@/lib/contracts/machine';
import { fieldFault } from '@/lib/core/say';
import { maxBodyBytes, parseBody, parseIdempotencyKey, parseParams, parseQuery } from './parse-input';

const Body = z.strictObject({ name: z.string(), count: z.number().int() });

function post(
  body: BodyInit | null,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Request {
  return new Request('http://portal.test/x', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}
const failing = (code: string) => expect.objectContaining({ code }) as Error;

describe('parseBody', () => {
  test('reads JSON in UTF-8', async () => {
    expect(await parseBody(Body, post('{"name":"Zürich","count":1}'))).toEqual({ value: { name: 'Zürich', count: 1 } });
    expect(
      await parseBody(Body, post('{"name":"a","count":1}', { 'content-type': 'application/json; charset=utf-8' })),
    ).toHaveProperty('value');
  });

  test('reports every error by its path, also an unknown field, and no values', async () => {
    const result = await parseBody(Body, post('{"name":5,"count":"PLANTED","extra":"PLANTED"}'));
    const faults = 'faults' in result ? result.faults : [];
    expect(faults.map(({ path }) => path).sort()).toEqual(['count', 'extra', 'name']);
    expect(JSON.stringify(faults)).not.toContain('PLANTED');
  });

  test.each<[string, BodyInit | null, Record<string, string>?]>([
    ['nothing', ''],
    ['half of it', '{"name":'],
    ['a form', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text that says it is text', '{}', { 'content-type': 'text/plain' }],
    ['no type', '{}', {}],
    ['another encoding', '{}', { 'content-type': 'application/json; charset=utf-16' }],
    ['broken UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('refuses %s as malformed', async (_what, body, headers) => {
    await expect(parseBody(Body, post(body, headers))).rejects.toEqual(failing('malformed_request'));
  });

  test('refuses a body over the limit, with and without a declared length', async () => {
    const large = JSON.stringify({ name: 'a'.repeat(maxBodyBytes), count: 1 });
    await expect(parseBody(Body, post(large))).rejects.toEqual(failing('payload_too_large'));
    await expect(
      parseBody(Body, post(large, { 'content-type': 'application/json', 'content-length': String(large.length) })),
    ).rejects.toEqual(failing('payload_too_large'));
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) });
    await expect(parseBody(Body, post(endless))).rejects.toEqual(failing('payload_too_large'));
  });
});

describe('parseQuery', () => {
  const parse = (query: string) => parseQuery(MachineListQuery, new URLSearchParams(query));
  const paths = (query: string) => {
    const result = parse(query);
    return 'faults' in result ? result.faults.map(({ path }) => path) : [];
  };

  test('an empty query has its defaults', () => {
    expect(parse('')).toMatchObject({
      value: { page: 1, pageSize: 50, sort: { key: 'name', descending: false }, search: '' },
    });
  });

  test.each([
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['page=1.5', 'page'],
    ['pageSize=201', 'pageSize'],
    ['sort=owner', 'sort'],
    ['page=1&page=2', 'page'],
    ['search=a&search=b', 'search'],
    ['search=%00', 'search'],
    ['presence=gone', 'presence'],
    ['protection=SAFE', 'protection.0'],
  ])('%s is one error at %s', (query, path) => {
    expect(paths(query)).toEqual([path]);
  });

  test('accepts lists repeated or separated by commas', () => {
    expect(parse('protection=LATE&protection=FAILING')).toEqual(parse('protection=LATE,FAILING'));
  });

  test('treats the name of an inherited property as an ordinary key', () => {
    expect(parse('__proto__=x&constructor=y')).toHaveProperty('value');
  });
});

describe('parseParams', () => {
  test('an invalid id is not found, like an unknown one', () => {
    expect(() => parseParams(z.object({ id: z.guid() }), { id: 'x y' })).toThrow(failing('not_found'));
  });
});

describe('parseIdempotencyKey', () => {
  test('accepts a UUID in any case', () => {
    const key = '3F2504E0-4F89-41D3-9A0C-0305E82C3301';
    expect(parseIdempotencyKey(new Headers({ 'idempotency-key': key }))).toEqual({ value: key.toLowerCase() });
  });

  test.each([undefined, '', '1', 'not-a-uuid'])('has one error for %s', (key) => {
    const result = parseIdempotencyKey(new Headers(key === undefined ? {} : { 'idempotency-key': key }));
    expect(result).toEqual({ faults: [fieldFault('Idempotency-Key', 'field.schema.noUuid')] });
  });
});
