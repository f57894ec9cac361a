import { describe, expect, test } from 'vitest';
import { readSignInOutcome } from './session';

describe('readSignInOutcome', () => {
  test('tells a refusal from waiting and from a failure of ours', () => {
    expect(readSignInOutcome(null)).toEqual({ ok: true });
    expect(readSignInOutcome('CredentialsSignin')).toEqual({ ok: false, reason: 'refused' });
    expect(readSignInOutcome('Throttled:42')).toEqual({ ok: false, reason: 'throttled', seconds: 42 });
    expect(readSignInOutcome('Configuration')).toEqual({ ok: false, reason: 'failed' });
  });
});
