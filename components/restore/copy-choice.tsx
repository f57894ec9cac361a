'use client';

import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import type { BadgeVariant } from '@/components/ui/badge';
import { RadioGroup } from '@/components/ui/radio-group';
import { useServerText } from '@/lib/client/format/server-text';
import type { Copy } from '@/lib/contracts/recovery-point';
import { useWizard } from './wizard/restore-wizard';

/** The choice of the copy to restore from; shown only if several copies are present. */
export function CopyChoice({ faults }: { faults: Readonly<Record<string, string>> }) {
  const { recoveryPoint, draft, enter } = useWizard();
  const copies = recoveryPoint?.copies ?? [];
  if (copies.filter(({ state }) => state === 'PRESENT').length < 2) return null;
  const chosen = draft.values['copy'];
  return (
    <CopyRadios
      copies={copies}
      value={typeof chosen === 'string' ? chosen : ''}
      onChange={(copy) => enter('copy', copy)}
      error={faults['copy']}
    />
  );
}

const preferred = '';

interface CopyRadiosProps {
  copies: readonly Copy[];
  /** Guid of the destination that holds the copy; empty: the backup system decides. */
  value: string;
  onChange: (copy: string) => void;
  error?: string | undefined;
}

/** The copies of a recovery point with their states; only present ones can be chosen. */
export function CopyRadios({ copies, value, onChange, error }: CopyRadiosProps) {
  const labels = useCopyLabels();
  const t = useTranslations('restore.copy');
  const wordsOfServer = useServerText();
  return (
    <RadioGroup
      label={t('label')}
      options={[
        {
          value: preferred,
          label: t('preferred'),
          description: t('preferredHint'),
        },
        ...copies.map(({ destination, role, state }) => ({
          value: destination.guid,
          label: (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              {wordsOfServer(destination.name, destination.nameRef)}
              <Badge {...copyVariants[state]} plain>
                {labels.state(state)}
              </Badge>
            </span>
          ),
          description: labels.role(role),
          isDisabled: state !== 'PRESENT',
        })),
      ]}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

/** Tone of each state of a copy. */
export const copyVariants: Record<Copy['state'], BadgeVariant> = {
  PRESENT: { tone: 'ok' },
  IN_PROGRESS: { tone: 'run' },
  FAILED: { tone: 'fail' },
  REMOVED: { tone: 'none' },
  UNKNOWN: { tone: 'none' },
};

const roles = ['PRIMARY', 'SECONDARY', 'ARCHIVE'] as const;

/** The words for the role (`Primary copy`) and state of a copy. */
export function useCopyLabels(): { role: (role: string) => string; state: (state: Copy['state']) => string } {
  const t = useTranslations('restore.copy');
  return {
    state: (state) => t(`state.${state}`),
    role: (role) => {
      const known = roles.find((each) => each === role);
      if (known) return t(`role.${known}`);
      const text = role.replaceAll('_', ' ').toLowerCase();
      return text === ''
        ? t('role.none')
        : t('role.other', { role: `${text.charAt(0).toUpperCase()}${text.slice(1)}` });
    },
  };
}
