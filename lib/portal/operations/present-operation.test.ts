import { describe, expect, test } from 'vitest';
import type { Phase } from '@/lib/contracts/operation';
import { noteOf } from './present-operation';
import type { Noted } from './present-operation';

const restore: Noted = {
  kind: 'RESTORE',
  mode: 'IMPORT',
  state: 'SUCCEEDED',
  targetName: 'web-1',
  targetText: 'OpenStack · acme',
  targetTextRef: null,
  resultMachineGuid: 'm2',
  request: {},
  cancelRefusedAt: null,
};
const phase = (type: string, startedAt: string | null): Phase => ({
  type,
  state: 'RUNNING',
  progress: 0,
  startedAt,
  finishedAt: null,
  message: null,
});
const reading = [phase('RESTORE', '2026-11-23T12:00:00.000Z'), phase('IMPORT', null)];
const importing = [phase('RESTORE', '2026-11-23T12:00:00.000Z'), phase('IMPORT', '2026-11-23T12:01:00.000Z')];

describe('noteOf', () => {
  test('running work that could not be cancelled says so', () => {
    const refused = { ...restore, kind: 'BACKUP', cancelRefusedAt: new Date() };
    expect(noteOf({ ...refused, state: 'RUNNING' }, [], false)?.text).toMatch(/refused to cancel/);
    expect(noteOf({ ...refused, state: 'SUCCEEDED' }, [], false)).toBeNull();
  });

  test('names a restored machine that is not in the list yet, and none that is', () => {
    expect(noteOf(restore, importing, false)?.text).toMatch(/“web-1” will be in your list of machines/);
    expect(noteOf(restore, importing, true)).toBeNull();
  });

  test('says when the restored machine is unknown', () => {
    expect(noteOf({ ...restore, resultMachineGuid: null }, importing, false)?.text).toMatch(/ask your provider/);
  });

  test('what a failed restore leaves behind depends on its phase', () => {
    expect(noteOf({ ...restore, state: 'CANCELLED' }, reading, false)?.text).toBe(
      'Nothing was created on the platform.',
    );
    expect(noteOf({ ...restore, state: 'CANCELLED' }, importing, false)?.text).toMatch(/incomplete machine “web-1”/);
    const read = reading.map((one) => (one.type === 'RESTORE' ? { ...one, state: 'FINISHED' as const } : one));
    expect(noteOf({ ...restore, state: 'FAILED' }, read, false)?.text).toMatch(/incomplete machine “web-1”/);
    expect(
      noteOf(
        { ...restore, state: 'FAILED', request: { kind: 'import', request: { overwrite: true } } },
        importing,
        false,
      )?.text,
    ).toMatch(/may be deleted/);
    expect(noteOf({ ...restore, state: 'FAILED' }, importing, false)?.text).not.toMatch(/may be deleted/);
  });

  test('names the folder of files restored to a node, also after a failed restore', () => {
    const toNode = {
      ...restore,
      mode: 'FILE_SYSTEM',
      targetText: 'Node node-1',
      targetTextRef: { code: 'restore.target.node', params: { node: 'node-1' } },
      request: { kind: 'to-node', request: { path: '/data/acme' } },
    };
    expect(noteOf(toNode, reading, false)?.text).toMatch(/\/data\/acme of node-1/);
    expect(noteOf({ ...toNode, state: 'FAILED' }, reading, false)?.text).toMatch(/stay on the node/);
  });

  test('running work and other work have no note', () => {
    expect(noteOf({ ...restore, state: 'RUNNING' }, importing, false)).toBeNull();
    expect(noteOf({ ...restore, kind: 'BACKUP' }, importing, false)).toBeNull();
  });
});
