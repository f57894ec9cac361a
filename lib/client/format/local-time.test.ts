import { describe, expect, test } from 'vitest';
import { fromLocalInput, momentIn, toLocalInput } from './local-time';

describe('fromLocalInput', () => {
  test('reads a local time in its zone, summer and winter', () => {
    expect(fromLocalInput('2026-11-24T02:00', 'Europe/Berlin')).toBe('2026-11-24T01:00:00.000Z');
    expect(fromLocalInput('2026-07-24T02:00', 'Europe/Berlin')).toBe('2026-07-24T00:00:00.000Z');
    expect(fromLocalInput('2026-07-24T02:00', 'Asia/Kolkata')).toBe('2026-07-23T20:30:00.000Z');
  });

  test('moves a skipped time forward and takes the first of a repeated one', () => {
    expect(fromLocalInput('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(fromLocalInput('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  test('returns null for an incomplete value', () => {
    expect(fromLocalInput('', 'UTC')).toBeNull();
  });
});

describe('toLocalInput', () => {
  test('is the inverse', () => {
    expect(toLocalInput('2026-11-24T01:00:00.000Z', 'Europe/Berlin')).toBe('2026-11-24T02:00');
    expect(toLocalInput('2026-07-23T20:30:00.000Z', 'Asia/Kolkata')).toBe('2026-07-24T02:00');
  });
});

describe('momentIn', () => {
  test('returns day, time and offset of the zone', () => {
    expect(momentIn('2026-11-28T01:00:00.000Z', 'Europe/Warsaw')).toEqual({
      date: '2026-11-28',
      time: '02:00',
      offset: '+01:00',
    });
    expect(momentIn('2026-07-24T01:00:00.000Z', 'America/St_Johns')).toEqual({
      date: '2026-07-23',
      time: '22:30',
      offset: '-02:30',
    });
    expect(momentIn('2026-07-24T01:00:00.000Z', 'UTC').offset).toBe('+00:00');
  });
});
