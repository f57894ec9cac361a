import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RestoreField } from '@/lib/contracts/restore';
import { wordsOf } from '@/lib/client/testing/words';
import { chosenName, leftOut, planFields, whole } from './planned-fields';

function field(name: string, change: Partial<RestoreField> = {}): RestoreField {
  return {
    name,
    label: name.toUpperCase(),
    kind: 'CHOICE',
    modes: ['IMPORT'],
    required: true,
    choices: [],
    items: [],
    reason: null,
    ...change,
  };
}
function choice(guid: string, ...within: string[]) {
  return { guid, name: `the ${guid}`, within, detail: null, freeBytes: null };
}

const manager = field('hypervisorManager', { choices: [choice('m1'), choice('m2')] });
const cluster = field('cluster', { choices: [choice('c1', 'm1'), choice('c2', 'm1'), choice('c3', 'm2')] });
const storage = field('storage', { choices: [choice('s1', 'c1'), choice('s2', 'c2', 'c3'), choice('s3', 'c2')] });
const fields = [manager, cluster, storage];
const t = await wordsOf('restore');
const valuesOf = (given: Record<string, string>) => planFields(fields, given, t).map(({ value }) => value);

describe('planFields', () => {
  test('offers only choices that fit the other fields, over several levels', () => {
    const planned = planFields(fields, { hypervisorManager: 'm1', cluster: 'c2', storage: 's3' }, t);
    expect(planned.map(({ choices }) => choices.map(({ guid }) => guid))).toEqual([
      ['m1', 'm2'],
      ['c1', 'c2'],
      ['s2', 's3'],
    ]);
    expect(planned.map(({ value }) => value)).toEqual(['m1', 'c2', 's3']);
    expect(planned.every(({ dropped }) => Object.keys(dropped).length === 0)).toBe(true);
  });

  test('drops a choice that no longer fits, selects the only one left, and says so', () => {
    const planned = planFields(fields, { hypervisorManager: 'm2', cluster: 'c1', storage: 's1' }, t);
    expect(planned.map(({ value }) => value)).toEqual(['m2', 'c3', 's2']);
    expect(planned[1]?.dropped[whole]).toBe(
      'the c1 is not available with hypervisormanager the m2. the c3 was chosen instead.',
    );
    expect(planned[2]?.dropped[whole]).toBe('the s1 is not available with cluster the c3. the s2 was chosen instead.');
  });

  test('selects nothing when several choices are left', () => {
    const [, , planned] = planFields(fields, { hypervisorManager: 'm1', cluster: 'c2', storage: 's1' }, t);
    expect(planned?.value).toBeNull();
    expect(planned?.dropped[whole]).toContain('Choose again.');
  });

  test('restores an earlier choice when it fits again', () => {
    const given = { hypervisorManager: 'm1', cluster: 'c1', storage: 's1' };
    expect(valuesOf({ ...given, cluster: 'c2' })).toEqual(['m1', 'c2', null]);
    expect(valuesOf(given)).toEqual(['m1', 'c1', 's1']);
  });

  test('keeps choices and exclusions per disk, and ignores disks that the recovery point does not have', () => {
    const disks = field('disks', {
      kind: 'EACH',
      choices: [choice('s1'), choice('s2')],
      items: ['d1', 'd2', 'd3'].map((guid) => ({ guid, name: guid, sizeBytes: null, original: null })),
    });
    const [planned] = planFields([disks], { disks: { d1: 's1', d2: leftOut, d3: 'gone', d9: 's1' } }, t);
    expect(planned?.value).toEqual({ d1: 's1', d2: leftOut });
    expect(planned?.dropped).toEqual({ d3: 'The earlier choice is no longer available. Choose again.' });
  });

  test('never keeps a value that is not offered', () => {
    const guid = fc.constantFrom('m1', 'm2', 'c1', 'c2', 'c3', 's1', 's2', 's3', 'x');
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('hypervisorManager', 'cluster', 'storage'), guid), (given) => {
        for (const planned of planFields(fields, given, t)) {
          if (planned.value !== null) expect(planned.choices.map((each) => each.guid)).toContain(planned.value);
          if (planned.value !== null)
            expect(chosenName(planned)).toBe(`the ${JSON.stringify(planned.value).slice(1, -1)}`);
        }
      }),
    );
  });
});
