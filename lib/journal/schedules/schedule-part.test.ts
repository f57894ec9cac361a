import { describe, expect, test } from 'vitest';
import type { StorwareSchedule } from '@/lib/storware/model/policy';
import { scheduleChangeBody } from '@/lib/storware/resources/schedules';
import { WireSchedule } from '@/lib/storware/resources/policies';
import { upstreamFor } from '@/lib/time/schedule-rewrite';
import { daily, every, makeIntent } from '@/lib/time/testing/make-intent';
import { storedIntent } from '@/lib/time/schedule-intent';
import {
  heldSchedule,
  plannedSchedule,
  runsAlike,
  scheduleChange,
  scheduleInput,
  WrittenSchedule,
} from './schedule-part';

const intents = [
  daily('Europe/Warsaw', '02:00'),
  every('America/New_York', 45, '18:00', '06:00'),
  makeIntent({ timeZone: 'Australia/Sydney', occurrences: ['FIRST_IN_MONTH'], months: ['MAY'] }),
];

function planned(active = true, backupType = 'FULL'): WrittenSchedule[] {
  return intents.flatMap((intent) => {
    const plan = upstreamFor(intent, new Date('2026-06-01T00:00:00Z'));
    return plan.kind === 'refused'
      ? []
      : plan.schedules.map((upstream) => plannedSchedule(upstream, { active, backupType }));
  });
}

/** As a server returns what was sent. */
function echoed(written: WrittenSchedule): StorwareSchedule {
  return WireSchedule.schema.parse({
    ...scheduleChangeBody(scheduleInput(written, { name: 'n', tenantId: null })),
    guid: 'g',
    type: { name: 'VM_BACKUP' },
  });
}

describe('the written schedule', () => {
  test('is equal when read back, and after storing', () => {
    for (const written of planned()) {
      expect(runsAlike(heldSchedule(echoed(written)), written)).toBe(true);
      expect(WrittenSchedule.parse(JSON.parse(JSON.stringify(written)))).toEqual(written);
    }
  });

  test('differs when it was switched off, got other times, or makes other backups', () => {
    for (const written of planned()) {
      const [off, other] = [
        { ...written, active: false },
        { ...written, backupType: 'INCREMENTAL' },
      ];
      const later = {
        ...written,
        hourMs: (written.hourMs ?? 0) + 60_000,
        intervalEndMs: (written.intervalEndMs ?? 0) - 60_000,
      };
      for (const changed of [off, other, later]) expect(runsAlike(changed, written)).toBe(false);
    }
  });

  test('an invalid time is never sent', () => {
    const [written] = planned();
    if (!written) throw new Error('nothing planned');
    for (const hourMs of [null, 3_600, -60_000, 86_400_000])
      expect(() => scheduleChange({ ...written, executionType: 'TIME', hourMs })).toThrow(RangeError);
  });
});

describe('a stored definition', () => {
  test('is the one that was stored', () => {
    for (const intent of intents) expect(storedIntent(JSON.parse(JSON.stringify(intent)))).toEqual(intent);
    expect(() => storedIntent({ ...intents[0], timeZone: 'Mars/Olympus' })).toThrow(/Mars|timeZone/);
  });
});
