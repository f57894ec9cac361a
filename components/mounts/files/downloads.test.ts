import { describe, expect, test } from 'vitest';
import { downloadStates } from '@/lib/contracts/mount';
import { formatsOf, wordsOf } from '@/lib/client/testing/words';
import { describeDownload } from './downloads';

const [t, format] = [await wordsOf('mounts'), await formatsOf('UTC')];
const describeIt = (download: Parameters<typeof describeDownload>[0]) => describeDownload(download, t, format);

describe('describeDownload', () => {
  test('shows the progress towards the size where it is known, and only the bytes otherwise', () => {
    expect(describeIt({ state: 'RUNNING', sentBytes: 1024 ** 3, sizeBytes: 2 * 1024 ** 3 })).toMatchObject({
      text: '1 GiB of 2 GiB',
      percent: 50,
    });
    expect(describeIt({ state: 'RUNNING', sentBytes: 1024, sizeBytes: null })).toMatchObject({
      text: '1 KiB so far',
      percent: null,
    });
  });

  test('handles an empty file', () => {
    expect(describeIt({ state: 'RUNNING', sentBytes: 0, sizeBytes: 0 }).percent).toBe(100);
  });

  test('gives the next step whenever the file is not available', () => {
    for (const state of downloadStates) {
      const needsAct = state === 'FAILED' || state === 'EXPIRED' || state === 'CANCELLED';
      expect(describeIt({ state, sentBytes: 0, sizeBytes: null }).nextStep !== null, state).toBe(needsAct);
    }
  });
});
