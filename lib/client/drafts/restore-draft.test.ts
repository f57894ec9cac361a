import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyDraft, parseDraft } from './restore-draft';

describe('parseDraft', () => {
  test('gives back what was written', () => {
    const draft = {
      ...emptyDraft,
      mode: 'IMPORT' as const,
      placement: 'each' as const,
      values: { name: 'web', powerOn: true, disks: { a: 'b' } },
      sent: {
        body: { recoveryPoint: 'p', mode: 'IMPORT' as const, name: 'web' },
        key: '7b0f1f4e-33aa-4f0e-9d6e-0d1c1d6f2a10',
      },
    };
    expect(parseDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
  });

  test('takes anything else for nothing, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        expect(typeof (parseDraft(stored)?.values ?? {})).toBe('object');
      }),
    );
    expect(parseDraft({ values: { name: 7 } })).toBeNull();
    expect(parseDraft({ mode: 'OTHER' })).toBeNull();
  });

  test('keeps nothing that confirms a deletion', () => {
    expect(parseDraft({ typed: { guid: { name: 'web', text: 'web' } } })).not.toHaveProperty('typed');
  });
});
