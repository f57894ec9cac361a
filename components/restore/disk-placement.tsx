'use client';

import { RadioGroup } from '@/components/ui/radio-group';
import type { DiskPlacement as Placement } from '@/lib/client/restore-draft';
import { isPlacement } from './restore-request';
import { RestoreFieldControl } from './restore-field';
import { useWizard } from './wizard-context';

const words: Record<Placement, { label: string; description: string }> = {
  original: { label: 'As they were', description: 'Each disk goes back to the kind of storage that it had.' },
  one: { label: 'All in one place', description: 'Every disk goes to the storage that you choose.' },
  each: { label: 'Each on its own', description: 'You choose the storage of each disk, and may leave disks out.' },
};

/** Where the disks go, on platforms that know more than one way to say so. */
export function DiskPlacement({ faults }: { faults: Readonly<Record<string, string>> }) {
  const { plan, change, enter } = useWizard();
  const { placement } = plan;
  if (placement === null) return null;
  const shown = plan.fields.filter(({ field }) => isPlacement(field.name));
  const used = shown.find(({ field }) => field.name === (placement.chosen === 'one' ? 'storage' : 'disks'));
  const original = shown.find(({ field }) => field.name === 'originalStorage')?.field;
  return (
    <div className="space-y-4">
      <RadioGroup<Placement>
        label="Storage for the disks"
        options={placement.offered.map((value) => ({
          value,
          ...words[value],
          ...(value === 'original' && original?.reason ? { description: original.reason } : {}),
        }))}
        value={placement.chosen}
        onChange={(chosen) => change({ placement: chosen })}
        error={faults['originalStorage']}
      />
      {placement.chosen === 'original' || !used ? null : (
        <RestoreFieldControl
          planned={
            placement.chosen === 'one' && used.choices.length > 0
              ? { ...used, field: { ...used.field, reason: null } }
              : used
          }
          onEnter={(value) => enter(used.field.name, value)}
          faults={faults}
        />
      )}
    </div>
  );
}
