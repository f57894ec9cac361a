import { describe, expect, test } from 'vitest';
import { emptyDraft } from '@/lib/client/drafts/restore-draft';
import type { RestoreDraft } from '@/lib/client/drafts/restore-draft';
import type { RestoreField, RestoreOptions } from '@/lib/contracts/restore';
import { wordsOf } from '@/lib/client/testing/words';
import { leftOut } from './planned-fields';
import { confirmedMachines, isTargetComplete, planRestore } from './restore-request';

function field(name: string, change: Partial<RestoreField> = {}): RestoreField {
  return {
    name,
    label: name,
    kind: 'CHOICE',
    modes: ['IMPORT'],
    required: true,
    choices: [],
    items: [],
    reason: null,
    ...change,
  };
}
function choice(guid: string) {
  return { guid, name: guid, within: [], detail: null, freeBytes: null };
}
function item(guid: string) {
  return { guid, name: guid, sizeBytes: null, original: null };
}

const options: RestoreOptions = {
  recoveryPoint: { guid: 'point', name: '' },
  machine: { guid: 'machine', name: 'web-01' },
  platform: 'OPENSTACK',
  modes: [
    { name: 'IMPORT', allowed: true, reason: null },
    { name: 'FILE_SYSTEM', allowed: false, reason: 'Not for you.' },
  ],
  fields: [
    field('hypervisorManager', { choices: [choice('m1')] }),
    field('cluster', { choices: [choice('c1'), choice('c2')] }),
    field('originalStorage', { kind: 'SWITCH', required: false }),
    field('storage', { required: false, choices: [choice('s1'), choice('s2')] }),
    field('disks', {
      kind: 'EACH',
      required: false,
      choices: [choice('s1'), choice('s2')],
      items: [item('d1'), item('d2')],
    }),
    field('networks', { kind: 'EACH', required: false, choices: [choice('n1')], items: [item('card')] }),
    field('powerOn', { kind: 'SWITCH', required: false }),
    field('overwrite', { kind: 'SWITCH', required: false }),
    field('node', { modes: ['FILE_SYSTEM'], choices: [choice('node')] }),
  ],
  defaults: {
    recoveryPoint: 'point',
    mode: 'IMPORT',
    hypervisorManager: 'm1',
    cluster: 'c1',
    originalStorage: true,
    networks: [{ card: 'card', network: 'n1' }],
  },
};
const t = await wordsOf('restore');
const plan = (change: Partial<RestoreDraft> = {}) => planRestore(options, { ...emptyDraft, ...change }, t);

describe('planRestore', () => {
  test('uses the proposals of the portal when nothing was entered', () => {
    expect(plan().body).toEqual({
      recoveryPoint: 'point',
      mode: 'IMPORT',
      name: 'web-01',
      hypervisorManager: 'm1',
      cluster: 'c1',
      originalStorage: true,
      networks: [{ card: 'card', network: 'n1' }],
    });
  });

  test('sends only one way to place the disks', () => {
    expect(plan({ placement: 'one', values: { storage: 's2', disks: { d1: 's1' } } }).body).toMatchObject({
      storage: 's2',
    });
    const each = plan({ placement: 'each', values: { storage: 's2', disks: { d1: 's1', d2: leftOut } } }).body;
    expect(each?.disks).toEqual([
      { file: 'd1', storage: 's1' },
      { file: 'd2', excluded: true },
    ]);
    expect(each?.storage).toBeUndefined();
    expect(each?.originalStorage).toBeUndefined();
  });

  test('proposes the original storage of each disk if it is offered', () => {
    const disks = field('disks', {
      kind: 'EACH',
      required: false,
      choices: [choice('s1')],
      items: [
        { ...item('d1'), original: { guid: 's1', name: '' } },
        { ...item('d2'), original: { guid: 'foreign', name: '' } },
      ],
    });
    const planned = planRestore(
      { ...options, fields: [...options.fields.filter(({ name }) => name !== 'disks'), disks] },
      { ...emptyDraft, placement: 'each' },
      t,
    );
    expect(planned.faults).toEqual({ 'disks.d2': 'Choose an option.' });
  });

  test('requires a storage for each restored disk, and at least one disk', () => {
    expect(plan({ placement: 'each', values: { disks: { d1: 's1' } } }).faults).toEqual({
      'disks.d2': 'Choose an option.',
    });
    expect(plan({ placement: 'each', values: { disks: { d1: leftOut, d2: leftOut } } }).faults).toHaveProperty('disks');
    expect(plan({ placement: 'one' }).faults).toHaveProperty('storage');
  });

  test('a missing name does not make the target incomplete', () => {
    expect(isTargetComplete(plan({ values: { name: ' ' } }))).toBe(true);
    expect(plan({ values: { name: ' ' } }).body).toBeNull();
    expect(isTargetComplete(plan({ placement: 'one' }))).toBe(false);
  });

  test("shows errors of a name in the reader's language", async () => {
    const faultOf = (name: string, words = t) =>
      planRestore(options, { ...emptyDraft, values: { name } }, words).faults;
    expect(faultOf('x'.repeat(256))).toEqual({ name: 'At most 255 characters.' });
    expect(faultOf('web\u0007')).toEqual({ name: 'Must not contain control characters.' });
    expect(faultOf(' ', await wordsOf('restore', 'de'))).toEqual({ name: 'Bitte einen Namen eingeben.' });
    expect(faultOf('x'.repeat(256), await wordsOf('restore', 'pl'))).toEqual({ name: 'Najwyżej 255 znaków.' });
  });

  test('a deletion is confirmed only by the exact name', () => {
    const typed = {
      a: { name: 'web-01', text: ' web-01 ' },
      b: { name: 'web-01', text: 'web-1' },
      c: { name: 'web-01', text: 'WEB-01' },
    };
    expect(confirmedMachines(typed)).toEqual(['a']);
  });

  test('ignores a mode that is not allowed, and its fields', () => {
    expect(plan({ mode: 'FILE_SYSTEM' }).mode).toBe('IMPORT');
    expect(plan().fields.some(({ field: { name } }) => name === 'node')).toBe(false);
    expect(planRestore({ ...options, modes: [] }, emptyDraft, t)).toMatchObject({ mode: null, body: null });
  });

  test('sends the chosen copy, and none if none was chosen', () => {
    expect(plan({ values: { copy: 'destination' } }).body?.copy).toBe('destination');
    expect(plan({ values: { copy: '' } }).body).not.toHaveProperty('copy');
  });
});
