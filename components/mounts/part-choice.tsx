'use client';

import { useId } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { FieldNotes, describedBy } from '@/components/ui/field';
import { SizeText } from '@/components/ui/size-text';

export interface PartChoiceProps {
  label: string;
  parts: readonly { guid: string; name: string; type?: string | null; sizeBytes: number | null }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error: string | undefined;
  /** Why there is none. */
  emptyReason: string | null;
}

/** Some of the file systems or disks of a recovery point. */
export function PartChoice({ label, parts, chosen, onChange, error, emptyReason }: PartChoiceProps) {
  const id = useId();
  return (
    <fieldset aria-describedby={describedBy(id, null, error)}>
      <legend className="mb-1 font-medium">{label}</legend>
      {parts.length === 0 ? (
        <p className="text-ink-2">{emptyReason ?? 'None is known for this recovery point.'}</p>
      ) : (
        <ul className="divide-y divide-line rounded-sm border border-line-strong">
          {parts.map(({ guid, name, type, sizeBytes }) => (
            <li key={guid} className="flex items-center gap-3 px-3 hover:bg-hover">
              <Checkbox
                label={<span className="break-all">{name}</span>}
                description={type ?? undefined}
                checked={chosen.includes(guid)}
                onChange={(checked) =>
                  onChange(
                    parts.map((part) => part.guid).filter((each) => (each === guid ? checked : chosen.includes(each))),
                  )
                }
                className="min-w-0 flex-1 py-1.5"
              />
              <span className="shrink-0 text-ink-2">
                <SizeText bytes={sizeBytes} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}
