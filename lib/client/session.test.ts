import { describe, expect, test } from 'vitest';
import { readSignInOutcome } from './session';

describe('readSignInOutcome', () => {
  test('tells a refusal from waiting and from a failure of ours', () => {
    expect(readSignInOutcome(null, 0)).toEqual({ ok: true });
    expect(readSignInOutcome('CredentialsSignin', 0)).toEqual({ ok: false, reason: 'refused' });
    expect(readSignInOutcome('Throttled:42', 1000)).toEqual({ ok: false, reason: 'throttled', retryAt: 43_000 });
    expect(readSignInOutcome('Configuration', 0)).toEqual({ ok: false, reason: 'failed' });
  });
});
