import { expect, test } from 'vitest';
import { auditActions } from '@/lib/contracts/audit';
import de from '@/lib/messages/audit/de.json';
import en from '@/lib/messages/audit/en.json';
import pl from '@/lib/messages/audit/pl.json';

const wordOf = (actions: object, action: string): unknown =>
  action.split('.').reduce<unknown>((found, part) => (found as Record<string, unknown> | undefined)?.[part], actions);

test.each([
  ['en', en],
  ['de', de],
  ['pl', pl],
])('every action of the audit trail has a word of its own in %s', (_language, { action: actions }) => {
  const words = auditActions.map((action) => [action, wordOf(actions, action)] as const);
  expect(words.filter(([, word]) => typeof word !== 'string' || word === '')).toEqual([]);
  expect(new Set(words.map(([, word]) => word)).size).toBe(auditActions.length);
});
