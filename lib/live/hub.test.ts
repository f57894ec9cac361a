import { describe, expect, test } from 'vitest';
import { FeedQueue } from './hub';

const machine = (seq: number, objectId: string) => ({ seq: BigInt(seq), kind: 'machine', objectId }) as const;

describe('FeedQueue', () => {
  test('keeps only the newest of several changes of one object', async () => {
    const queue = new FeedQueue();
    queue.put(machine(1, 'a'));
    queue.put(machine(2, 'b'));
    queue.put(machine(3, 'a'));
    expect(await queue.take()).toEqual(machine(2, 'b'));
    expect(await queue.take()).toEqual(machine(3, 'a'));
  });

  test('the removal of a machine replaces its earlier changes', async () => {
    const queue = new FeedQueue();
    queue.put(machine(1, 'a'));
    queue.put({ seq: 2n, kind: 'gone-machine', objectId: 'a' });
    expect(await queue.take()).toMatchObject({ kind: 'gone-machine' });
  });

  test('a subscriber that is too slow gets one resync', async () => {
    const queue = new FeedQueue(3);
    for (let seq = 1; seq <= 10; seq += 1) queue.put(machine(seq, `m${seq}`));
    expect(await queue.take()).toEqual({ kind: 'resync' });
    queue.put(machine(11, 'after'));
    expect(await queue.take()).toEqual(machine(11, 'after'));
  });

  test('ends while waiting', async () => {
    const queue = new FeedQueue();
    const waiting = queue.take();
    queue.end();
    expect(await waiting).toBeNull();
  });
});
