import { execFileSync } from 'node:child_process';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { ApiOperation } from '@/lib/contracts/api-document';
import { requestExamples } from './request-examples';

const operation = (given: Partial<ApiOperation>): ApiOperation => ({
  operationId: 'test',
  summary: 'Test',
  tags: ['other'],
  security: [{ session: [] }],
  'x-permission': null,
  parameters: [],
  responses: { '200': { description: 'Success', content: { 'application/json': { schema: {} } } } },
  ...given,
});

const write = requestExamples({
  method: 'post',
  path: '/api/v1/things/{guid}',
  operation: operation({
    parameters: [
      { name: 'guid', in: 'path', required: true, schema: {}, example: 'a b' },
      { name: 'at', in: 'query', required: true, schema: {}, example: '1&2' },
      { name: 'page', in: 'query', required: false, schema: {} },
      { name: 'Idempotency-Key', in: 'header', required: true, schema: {} },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: {}, example: { name: "it's $HOME `x`" } } },
    },
  }),
});

describe('requestExamples', () => {
  test('a read has its address and the token, and nothing else', () => {
    const { curl } = requestExamples({ method: 'get', path: '/api/v1/machines', operation: operation({}) });
    expect(curl).toBe('curl "$PORTAL/api/v1/machines" \\\n  -H "Authorization: Bearer $TOKEN"');
  });

  test('a route without a session sends no token', () => {
    const { curl, typescript } = requestExamples({ method: 'get', path: '/x', operation: operation({ security: [] }) });
    expect(curl + typescript).not.toContain('Authorization');
  });

  test('a write sends its key and its body, and a shell passes both on as they are', () => {
    const given = [
      'PORTAL=https://portal.test',
      'TOKEN=spt_1',
      'uuidgen() { echo made; }',
      'curl() { printf "%s\\n" "$@"; }',
    ];
    const shown = execFileSync('sh', ['-c', [...given, write.curl].join('\n')], { encoding: 'utf8' });
    expect(shown).toContain('https://portal.test/api/v1/things/a%20b?at=1%262\n');
    expect(shown).toContain('Idempotency-Key: made\n');
    expect(shown).toContain('Authorization: Bearer spt_1\n');
    expect(JSON.parse(shown.slice(shown.indexOf('{')))).toEqual({ name: "it's $HOME `x`" });
  });

  test('the TypeScript is valid', () => {
    const { diagnostics } = ts.transpileModule(write.typescript, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    expect(write.typescript).toContain("'Idempotency-Key': crypto.randomUUID(),");
  });
});
