import { describe, expect, test } from 'vitest';
import { readSignInOutcome } from './session';

describe('readSignInOutcome', () => {
  test('distinguishes a refusal, waiting and a failure of the portal', () => {
    expect(readSignInOutcome(null, 0)).toEqual({ ok: true });
    expect(readSignInOutcome('CredentialsSignin', 0)).toEqual({ ok: false, reason: 'refused' });
    expect(readSignInOutcome('Throttled:42', 1000)).toEqual({ ok: false, reason: 'throttled', retryAt: 43_000 });
    expect(readSignInOutcome('Configuration', 0)).toEqual({ ok: false, reason: 'failed' });
  });
});
