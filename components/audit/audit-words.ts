'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '@/lib/client/format/formats';
import { auditActions } from '@/lib/contracts/audit';
import type { AuditAction, AuditEntry } from '@/lib/contracts/audit';
import { roles } from '@/lib/contracts/me';

const actorNames = ['System', 'Unknown account', 'Command line', 'Demo'] as const;
const objectKinds = ['machine', 'policy', 'schedule', 'user', 'tenant', 'invitation'] as const;
const sizes: ReadonlySet<string> = new Set(['sentBytes']);

/** The words for what an entry holds; what has no word, such as a field of a newer version, is shown as it is. */
export function useAuditWords() {
  const t = useTranslations('audit');
  const ui = useTranslations('ui');
  const frame = useTranslations('frame');
  const format = useFormats();
  const fieldKey = (key: string) => `field.${key}` as Parameters<typeof t>[0];

  function valueText(key: string, value: unknown): string {
    if (value === undefined || value === null || value === '') return t('none');
    if (typeof value === 'boolean') return ui(value ? 'yes' : 'no');
    if (typeof value === 'number') return sizes.has(key) ? format.bytes(value) : format.number(value);
    if (typeof value === 'string') {
      const role = key === 'role' ? roles.find((one) => one === value) : undefined;
      if (role) return frame(`role.${role}`);
      return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? format.exact(value) : value;
    }
    if (Array.isArray(value))
      return value.length === 0 ? t('none') : value.map((one) => valueText(key, one)).join(', ');
    if (typeof value !== 'object') return t('none');
    return Object.entries(value)
      .map(([name, member]) => `${fieldText(name)}: ${valueText(name, member)}`)
      .join('\n');
  }

  function fieldText(key: string): string {
    const schedule = /^schedule (.+)$/s.exec(key)?.[1];
    if (schedule !== undefined) return t('field.schedule', { name: schedule });
    return /^[A-Za-z]+$/.test(key) && t.has(fieldKey(key)) ? t(fieldKey(key)) : key;
  }

  return {
    action: (code: string): string => {
      const known = auditActions.find((one): one is AuditAction => one === code);
      return known ? t(`action.${known}`) : code;
    },
    /** A person by name; the portal itself in the reader's language. */
    actor: ({ actor }: Pick<AuditEntry, 'actor'>): string => {
      const known = actor.id === null ? actorNames.find((one) => one === actor.name) : undefined;
      return known ? t(`actor.${known}`) : actor.name;
    },
    objectKind: (kind: string): string => {
      const known = objectKinds.find((one) => one === kind);
      return known ? t(`objectKind.${known}`) : kind;
    },
    field: fieldText,
    value: valueText,
  };
}

/** How often an event happened after its first time, where it was counted; null elsewhere. */
export function repetitionsOf({ detail }: AuditEntry): number | null {
  const repeated = detail?.['repeated'];
  return typeof repeated === 'number' ? repeated : null;
}
