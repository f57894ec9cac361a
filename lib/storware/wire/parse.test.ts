import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { parseElement, parseList } from './parse';
import { WireMachine, WireMachineDetail } from '@/lib/storware/resources/machines';
import { WirePolicy } from '@/lib/storware/resources/policies';

function loggedBy(action: (log: pino.Logger) => void): string {
  let written = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  action(pino({ level: 'trace' }, sink));
  return written;
}
const silent = pino({ level: 'silent' });

describe('parseList', () => {
  test('drops a broken element, counts it, and logs the position without the value', () => {
    const body = [{ guid: 'a', name: 'web' }, 42, null, 'text', { name: 'PLANTED' }, { guid: 'b', name: 'db' }];
    let broken = 0;
    const written = loggedBy((log) => {
      const list = parseList(WireMachine, body, log);
      broken = list.broken;
      expect(list.items.map(({ guid }) => guid)).toEqual(['a', 'b']);
      parseList(WireMachine, body, log);
    });
    expect(broken).toBe(4);
    expect(written).toContain('"guid"');
    expect(written).not.toContain('PLANTED');
    expect(written.trim().split('\n')).toHaveLength(1);
  });

  test.each([[{ members: [{ guid: 'a' }] }], [[{ guid: 'a' }]]])('accepts %j as a list', (body) => {
    expect(parseList(WireMachine, body, silent).items).toHaveLength(1);
  });

  test.each([[undefined], [null], [{}], ['x'], [{ members: 1 }]])(
    'throws upstream_contract for %j, which is not a list',
    (body) => {
      expect(() => parseList(WireMachine, body, silent)).toThrow(
        expect.objectContaining({ code: 'upstream_contract' }) as Error,
      );
    },
  );

  test('an invalid field is dropped and reported; the object is kept', () => {
    const parsed = parseElement(WireMachine, {
      guid: 'a',
      name: 'web',
      lastBackup: { at: 1 },
      tags: 'one',
      present: false,
    });
    expect(parsed).toMatchObject({
      ok: true,
      value: { guid: 'a', name: 'web', lastBackupAt: null, tags: [], present: false },
    });
    expect(parsed.ok && parsed.drift.sort()).toEqual(['lastBackup', 'tags']);
  });

  test('the raw object keeps unknown fields, for read-modify-write', () => {
    const wire = { guid: 'a', name: 'web', lastBackup: 'strange', sshHost: '10.0.0.1' };
    expect(parseElement(WireMachineDetail, wire)).toMatchObject({ ok: true, value: { guid: 'a', raw: wire } });
    const rule = { guid: 'r', unknownField: 1 };
    const policy = parseElement(WirePolicy, {
      guid: 'p',
      name: 'daily',
      rules: [rule, { guid: 'gone', markedForDeletion: true }, 7],
    });
    expect(policy).toMatchObject({ ok: true, value: { rules: [{ guid: 'r', raw: rule }] } });
  });
});
