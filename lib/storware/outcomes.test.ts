import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/core/app-error';
import { preflightRead } from './outcomes';

/** An AppError as another instance of its module makes it: the client of a process belongs to the first that requested one. */
function ofAnotherInstance(code: 'upstream_unavailable' | 'not_found'): Error {
  return Object.assign(new Error(code), { name: 'AppError', code, retryAfterSeconds: 5 });
}

describe('a failed preflight read', () => {
  test('without a response says so, whichever instance of the module made the error', async () => {
    for (const error of [new AppError('upstream_unavailable'), ofAnotherInstance('upstream_unavailable')]) {
      expect(await preflightRead('/tasks/{guid}', () => Promise.reject(error))).toEqual({
        failed: { kind: 'not_sent', error },
      });
    }
  });

  test('throws not_found on', async () => {
    await expect(
      preflightRead('/tasks/{guid}', () => Promise.reject(ofAnotherInstance('not_found'))),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('with an error of our own reports not sent', async () => {
    const failed = { kind: 'not_sent', error: { code: 'internal' } };
    expect(await preflightRead('/tasks/{guid}', () => Promise.reject(new TypeError('a bug')))).toMatchObject({
      failed,
    });
  });
});
