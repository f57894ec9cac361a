import { describe, expect, test, vi } from 'vitest';
import { apart } from './apart';
import { log } from './log';

const over = (budgetMs?: number) =>
  apart<string>({
    module: 'test',
    message: 'could not',
    keyOf: (item) => item,
    ...(budgetMs === undefined ? {} : { budgetMs }),
  });

describe('apart', () => {
  test('continues after a failing item, and logs the failure when it begins and when it ends', async () => {
    const warned = vi.spyOn(log, 'error').mockReturnValue(undefined);
    const healed = vi.spyOn(log, 'info').mockReturnValue(undefined);
    const work = over();
    const seen: string[] = [];
    const failing = async (item: string): Promise<void> => {
      if (item === 'b') throw new Error('odd');
      seen.push(item);
    };
    expect(await work(['a', 'b', 'c'], failing)).toMatchObject({ done: 2, faults: [expect.any(Error)] });
    await work(['a', 'b', 'c'], failing);
    expect(seen).toEqual(['a', 'c', 'a', 'c']);
    expect(warned).toHaveBeenCalledTimes(1);
    await work(['b'], () => Promise.resolve());
    await work(['b'], () => Promise.resolve());
    expect(healed).toHaveBeenCalledTimes(1);
  });

  test('stops with the signal, and starts no further item after its time limit', async () => {
    const controller = new AbortController();
    await expect(
      over()(['a', 'b'], () => Promise.resolve(controller.abort(new Error('over'))), controller.signal),
    ).rejects.toThrow('over');
    expect(await over(0)(['a'], () => Promise.reject(new Error('never begun')))).toEqual({ done: 0, faults: [] });
  });
});
