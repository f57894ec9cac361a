import { describe, expect, test } from 'vitest';
import { singleFlight } from './process-state';

describe('singleFlight', () => {
  test('runs once for concurrent calls', async () => {
    let runs = 0;
    const flight = singleFlight(async () => {
      runs += 1;
      await Promise.resolve();
      return runs;
    });
    expect(await Promise.all(Array.from({ length: 200 }, flight))).toEqual(Array(200).fill(1));
    expect(await flight()).toBe(2);
  });

  test('forgets a failed run, so that the next call starts a new one', async () => {
    let runs = 0;
    const flight = singleFlight(async () => {
      runs += 1;
      if (runs === 1) throw new Error('first');
      return runs;
    });
    await expect(Promise.all([flight(), flight()])).rejects.toThrow('first');
    expect(await flight()).toBe(2);
  });
});
