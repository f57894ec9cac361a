import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StartMountBody } from '@/lib/contracts/mount';
import type { MountMode, MountOptions } from '@/lib/contracts/mount';
import { durationChoices, emptyMountForm, initiatorNames, modeOf, mountRequest } from './mount-form';
import type { MountForm } from './mount-form';

const hour = 3_600_000;
const options = (allowed: readonly MountMode[] = ['AUTO', 'MANUAL', 'ISCSI']): MountOptions => ({
  recoveryPoint: { guid: 'point', name: '' },
  machine: { guid: 'machine', name: 'web-01' },
  modes: (['AUTO', 'MANUAL', 'ISCSI'] as const).map((name) => ({
    name,
    allowed: allowed.includes(name),
    reason: null,
  })),
  fileSystems: [
    { guid: 'fs1', name: 'sda1', type: 'ext4', sizeBytes: 1 },
    { guid: 'fs2', name: 'sda2', type: 'xfs', sizeBytes: 2 },
  ],
  fileSystemsReason: null,
  disks: [{ guid: 'disk1', name: 'disk-1', sizeBytes: 1 }],
  duration: { minMs: hour / 4, maxMs: 24 * hour, defaultMs: 4 * hour },
});
const form = (changes: Partial<MountForm>): MountForm => ({ ...emptyMountForm, ...changes });

describe('mountRequest', () => {
  test('requests the whole point for the default duration without choices', () => {
    expect(mountRequest(emptyMountForm, options())).toEqual({
      body: { mode: 'AUTO', recoveryPoint: 'point', durationMs: 4 * hour },
      faults: {},
    });
  });

  test('sends only file systems that are still offered, and says when none is left', () => {
    expect(mountRequest(form({ mode: 'MANUAL', fileSystems: ['gone', 'fs2'] }), options()).body).toMatchObject({
      mode: 'MANUAL',
      fileSystems: ['fs2'],
    });
    expect(mountRequest(form({ mode: 'MANUAL', fileSystems: ['gone'] }), options())).toMatchObject({
      body: null,
      faults: { fileSystems: 'NONE_CHOSEN' },
    });
  });

  test('names an invalid initiator', () => {
    const asked = mountRequest(
      form({ mode: 'ISCSI', disks: ['disk1'], initiators: 'iqn.1991-05.com.example:host\nnonsense' }),
      options(),
    );
    expect(asked.body).toBeNull();
    expect(asked.faults.initiators).toEqual({ wrong: 'nonsense' });
  });

  test('sends a valid request for any input', () => {
    const names = fc.constantFrom('iqn.1991-05.com.example:host', 'iqn.2001-04.org.a', 'nonsense', ' ', '', ',');
    const forms = fc.record<MountForm>({
      mode: fc.constantFrom('AUTO', 'MANUAL', 'ISCSI', null),
      fileSystems: fc.subarray(['fs1', 'fs2', 'gone']),
      disks: fc.subarray(['disk1', 'gone']),
      initiators: fc.array(names).map((all) => all.join('\n')),
      copy: fc.constantFrom(null, 'destination'),
      durationMs: fc.option(fc.integer({ min: 0, max: 48 * hour })),
    });
    fc.assert(
      fc.property(forms, fc.subarray<MountMode>(['AUTO', 'MANUAL', 'ISCSI']), (given, allowed) => {
        const { body, faults } = mountRequest(given, options(allowed));
        if (body !== null) expect(StartMountBody.safeParse(body).success).toBe(true);
        else expect(allowed.length === 0 || Object.keys(faults).length > 0).toBe(true);
        if (body !== null) expect(allowed).toContain(body.mode);
      }),
    );
  });
});

describe('modeOf', () => {
  test('falls back to an available mode when the chosen one is not available any more', () => {
    expect(modeOf({ mode: 'ISCSI' }, options(['MANUAL']))).toBe('MANUAL');
    expect(modeOf({ mode: null }, options([]))).toBeNull();
  });
});

describe('initiatorNames', () => {
  test('splits at lines, commas and blanks, and removes duplicates', () => {
    expect(initiatorNames(' a\n b,a;\tc ')).toEqual(['a', 'b', 'c']);
  });
});

describe('durationChoices', () => {
  test('stays within the limits, which are among the choices', () => {
    const choices = durationChoices({ duration: { minMs: hour, maxMs: 10 * hour, defaultMs: 3 * hour } });
    expect(choices).toEqual([1, 2, 3, 4, 8, 10].map((hours) => hours * hour));
  });
});
