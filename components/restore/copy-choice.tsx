'use client';

import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { RadioGroup } from '@/components/ui/radio-group';
import type { Copy } from '@/lib/contracts/recovery-point';
import { useWizard } from './wizard/restore-wizard';

/** Which of several copies to restore from; nothing where there is nothing to choose. */
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

/** The copies of a point with their states; only those that are there can be chosen. */
export function CopyRadios({ copies, value, onChange, error }: CopyRadiosProps) {
  return (
    <RadioGroup
      label="Copy to restore from"
      options={[
        {
          value: preferred,
          label: 'Whichever is best',
          description: 'The backup system takes the copy that it prefers.',
        },
        ...copies.map(({ destination, role, state }) => ({
          value: destination.guid,
          label: (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              {destination.name}
              <Badge tone={copyLook[state].tone} plain>
                {copyLook[state].word}
              </Badge>
            </span>
          ),
          description: roleWord(role),
          isDisabled: state !== 'PRESENT',
        })),
      ]}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

/** Word and tone of each state of a copy. */
export const copyLook: Record<Copy['state'], { word: string; tone: Tone }> = {
  PRESENT: { word: 'Present', tone: 'ok' },
  IN_PROGRESS: { word: 'Being written', tone: 'run' },
  FAILED: { word: 'Failed', tone: 'fail' },
  REMOVED: { word: 'Removed', tone: 'none' },
  UNKNOWN: { word: 'Unknown', tone: 'none' },
};

/** `Primary copy`. */
export function roleWord(role: string): string {
  const text = role.replaceAll('_', ' ').toLowerCase();
  return text === '' ? 'Copy' : `${text.charAt(0).toUpperCase()}${text.slice(1)} copy`;
}
