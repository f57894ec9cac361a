import { describe, expect, test } from 'vitest';
import { PolicyBody, defaultRetention } from '@/lib/contracts/policy';
import type { PolicyOptions } from '@/lib/contracts/policy';
import type { Policy } from '@/lib/contracts/policy';
import { makeServerWords } from '@/lib/client/format/server-text';
import { wordsOf } from '@/lib/client/testing/words';
import { bodyOfPolicy, faultsOfPolicy, newPolicyDraft, parseEntry, policyDraftOf } from './policy-draft';
import { copyOfSchedule, newScheduleDraft } from './schedule-draft';

const inEnglish = makeServerWords(await wordsOf('server'));
const options: PolicyOptions = {
  destinations: [{ guid: 'd1', name: 'Store', default: true }],
  destinationsReason: null,
  timeZone: 'Europe/Warsaw',
  retention: defaultRetention,
};
const draft = { ...newPolicyDraft(options, ['m1', 'm2']), name: 'Gold' };

describe('the form of a policy', () => {
  test('sends what the API takes', async () => {
    const t = await wordsOf('policies');
    const full = newScheduleDraft('Europe/Warsaw', [], t);
    const schedules = [full, newScheduleDraft('Europe/Warsaw', [full], t)];
    const body = bodyOfPolicy({ ...draft, schedules, moves: ['m1', 'stray'] }, ['m1']);
    expect(PolicyBody.parse(body)).toMatchObject({
      name: 'Gold',
      moveMachines: ['m1'],
      destination: 'd1',
      schedules: [{ backupType: 'FULL', daysOfWeek: ['SUNDAY'] }, { backupType: 'INCREMENTAL' }],
    });
    expect(faultsOfPolicy({ ...draft, schedules, moves: ['m1'] }, ['m1'], t, inEnglish)).toEqual({});
  });

  test('gives back the days of a retention exactly as they came', () => {
    for (const days of [0.5, 1, 30, 30.041666666666668, 1 / 1_440, 36_500, 400 / 7]) {
      const part = { keepLast: 7, keepDays: days };
      const policy = {
        version: 3,
        name: 'Gold',
        active: true,
        priority: 1,
        autoRemoveNonPresent: false,
        machines: [],
        destination: { guid: 'd1', name: 'Store' },
        secondaryDestination: null,
        retention: { full: part, incremental: part },
        schedules: [],
      };
      expect(PolicyBody.parse(bodyOfPolicy(policyDraftOf(policy as unknown as Policy), [])).retention).toEqual({
        full: part,
        incremental: part,
      });
    }
  });

  test('names each fault by its field', async () => {
    const t = await wordsOf('policies');
    const one = { ...newScheduleDraft('Europe/Warsaw', [], t), daysOfWeek: [], at: '' };
    const faults = faultsOfPolicy(
      { ...draft, name: ' ', destination: null, schedules: [one, { ...one, key: 'other' }] },
      ['m1', 'm2'],
      t,
      inEnglish,
    );
    expect(Object.keys(faults).sort()).toEqual([
      'destination',
      'moveMachines',
      'name',
      'schedules.0.daysOfWeek',
      'schedules.0.execution.at',
      'schedules.1.daysOfWeek',
      'schedules.1.execution.at',
      'schedules.1.name',
    ]);
  });

  test('says each fault in the language of the reader', async () => {
    const [english, polish] = [await wordsOf('policies'), await wordsOf('policies', 'pl')];
    const schedule = { ...newScheduleDraft('Nowhere/None', [], english), at: '', daysOfWeek: [] };
    const interval = { ...schedule, kind: 'INTERVAL' as const, timeZone: 'UTC', daysOfWeek: ['MONDAY' as const] };
    const wrong = {
      ...draft,
      name: '',
      destination: null,
      machines: ['m1', 'm1'],
      retention: { full: { keepLast: 0, keepDays: 0 }, incremental: { keepLast: 1, keepDays: 1 } },
      schedules: [
        { ...schedule, name: 'x'.repeat(101) },
        { ...interval, name: 'a\u0000', everyMinutes: 5, from: '08:00', to: '08:00' },
        { ...interval, name: 'b', everyMinutes: 700, from: '08:00', to: '18:00' },
      ],
    };
    const inPolish = makeServerWords(await wordsOf('server', 'pl'));
    const spoken = faultsOfPolicy(wrong, ['m1'], english, inEnglish);
    const said = faultsOfPolicy(wrong, ['m1'], polish, inPolish);
    expect(Object.keys(said)).toEqual(Object.keys(spoken));
    for (const [path, message] of Object.entries(spoken)) expect(said[path], path).not.toBe(message);
    expect(said).toMatchObject({
      name: 'Podaj nazwę.',
      'schedules.0.daysOfWeek': 'Wybierz co najmniej jeden dzień.',
      'schedules.2.execution.everyMinutes': expect.stringContaining('dłuższe niż ten przedział') as string,
    });
  });

  test('gives a copy of a schedule a name that is free', async () => {
    const first = newScheduleDraft('Europe/Warsaw', [], await wordsOf('policies'));
    const second = copyOfSchedule(first, [first]);
    expect([second.name, copyOfSchedule(second, [first, second]).name, second.guid]).toEqual([
      'Weekly full 2',
      'Weekly full 3',
      null,
    ]);
  });

  test('is read back as it was stored, and anything else counts as nothing', () => {
    expect(parseEntry({ base: draft, draft })).toEqual({ base: draft, draft });
    expect([parseEntry(null), parseEntry('{'), parseEntry({ draft: {} })]).toEqual([null, null, null]);
  });
});
