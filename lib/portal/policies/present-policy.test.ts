import { expect, test } from 'vitest';
import { daysOfMs, msOfDays } from './present-policy';

/** A seeded generator, so that a failure can be reproduced. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    yield state / 4_294_967_296;
  }
}

test('converts every retention in milliseconds to days and back without loss', () => {
  const random = numbers(20_261_130);
  const most = 36_500 * 86_400_000;
  for (const ms of [0, 1, 59_999, 3_600_000, 86_400_000, 86_400_001, 30 * 86_400_000 + 3_600_000, most - 1, most])
    expect(msOfDays(daysOfMs(ms))).toBe(ms);
  for (let round = 0; round < 20_000; round += 1) {
    const ms = Math.floor((random.next().value as number) * most);
    // Through JSON too, as in a request.
    expect(msOfDays(JSON.parse(JSON.stringify(daysOfMs(ms))) as number)).toBe(ms);
  }
});
