'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { FieldFault } from '@/lib/contracts/problem';
import { sentence } from './fault-words';

export interface ConflictDialogProps {
  differences: readonly FieldFault[];
  onKeepMine: () => void;
  onLoadTheirs: () => void;
}

/** Somebody else has saved the policy meanwhile: what differs, and whose counts. */
export function ConflictDialog({ differences, onKeepMine, onLoadTheirs }: ConflictDialogProps) {
  return (
    <Dialog
      isOpen
      role="alertdialog"
      isDismissable={false}
      onOpenChange={onKeepMine}
      title="Somebody else has saved this policy"
      description="Nothing of yours was saved, and nothing that you typed is lost."
      footer={
        <>
          <Button onPress={onLoadTheirs}>Load theirs</Button>
          <Button variant="primary" onPress={onKeepMine}>
            Keep editing mine
          </Button>
        </>
      }
    >
      <Differences differences={differences} />
      <p className="mt-3 text-xs text-ink-2">
        “Load theirs” drops what you typed. “Keep editing mine” keeps it; saving then replaces what they saved.
      </p>
    </Dialog>
  );
}

/** Field by field what differs. */
export function Differences({ differences }: { differences: readonly FieldFault[] }) {
  if (differences.length === 0) return <p>What they saved is what you want: nothing differs.</p>;
  return (
    <ul aria-label="What differs" className="divide-y divide-line rounded-sm border border-line-strong">
      {differences.map(({ path, message }) => (
        <li key={`${path}${message}`} className="px-3 py-2">
          <span className="block text-xs text-ink-3">{fieldWords(path)}</span>
          {sentence(message)}
        </li>
      ))}
    </ul>
  );
}

const words: Readonly<Record<string, string>> = {
  name: 'Name',
  active: 'On or off',
  priority: 'Priority',
  autoRemoveNonPresent: 'Machines that are gone',
  destination: 'Destination',
  secondaryDestination: 'Second copy',
  machines: 'Machines',
  'retention.full.keepLast': 'Full backups kept at most',
  'retention.full.keepDays': 'Full backups kept for days',
  'retention.incremental.keepLast': 'Incremental backups kept at most',
  'retention.incremental.keepDays': 'Incremental backups kept for days',
};

function fieldWords(path: string): string {
  return words[path] ?? (path.startsWith('schedules') ? 'Schedules' : path);
}
