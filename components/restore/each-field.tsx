'use client';

import { SelectField } from '@/components/ui/select-field';
import type { SelectOption } from '@/components/ui/select-field';
import { SizeText } from '@/components/ui/size-text';
import type { DraftValue } from '@/lib/client/restore-draft';
import type { RestoreItem } from '@/lib/contracts/restore';
import { optionOf, reasonOf, unsetOption } from './choice-words';
import { DroppedHint } from './dropped-hint';
import { leftOut } from './planned-fields';
import type { RestoreFieldProps } from './restore-field-props';

const none = '';
const disks = 'disks';

/** One row for each disk or card, each with its own choice. */
export function EachField({ planned, onEnter, faults }: RestoreFieldProps) {
  const { field, choices, value, dropped } = planned;
  const chosen: Readonly<Record<string, string>> = typeof value === 'object' && value !== null ? value : {};
  const reason = reasonOf(planned);
  const options: readonly SelectOption[] = [
    ...(field.required || field.name === disks ? [] : [unsetOption(field.name)]),
    ...choices.map(optionOf),
    ...(field.name === disks && field.items.length > 1
      ? [{ value: leftOut, label: 'Leave this disk out', description: 'Its contents are not restored' }]
      : []),
  ];
  const enter = (item: string, guid: string): DraftValue =>
    Object.fromEntries([
      ...Object.entries(chosen).filter(([each]) => each !== item),
      ...(guid === none ? [] : [[item, guid] as const]),
    ]);
  return (
    <fieldset data-field={field.name} className="min-w-0">
      <legend className="mb-1 font-medium">
        {field.label}
        {field.required || field.name === disks ? null : <span className="font-normal text-ink-3"> (optional)</span>}
      </legend>
      {field.items.length === 0 ? (
        <p className="text-xs text-ink-3">{reason ?? 'The recovery point tells nothing to decide here.'}</p>
      ) : (
        <>
          <ul className="divide-y divide-line rounded-sm border border-line-strong">
            {field.items.map((item) => (
              <li
                key={item.guid}
                data-field={`${field.name}.${item.guid}`}
                className="grid items-start gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
              >
                <ItemName item={item} />
                <div>
                  <SelectField
                    label={`${field.label}: ${item.name}`}
                    hideLabel
                    options={options}
                    value={chosen[item.guid] ?? (options[0]?.value === none ? none : null)}
                    onChange={(guid) => onEnter(enter(item.guid, guid))}
                    placeholder={choices.length === 0 ? 'Nothing to choose' : 'Choose'}
                    error={faults[`${field.name}.${item.guid}`]}
                  />
                  <DroppedHint text={dropped[item.guid]} />
                </div>
              </li>
            ))}
          </ul>
          {reason === undefined ? null : <p className="mt-1 text-xs text-ink-3">{reason}</p>}
        </>
      )}
      {faults[field.name] === undefined ? null : <p className="mt-1 text-xs text-fail">{faults[field.name]}</p>}
    </fieldset>
  );
}

function ItemName({ item }: { item: RestoreItem }) {
  return (
    <div className="min-w-0 py-1">
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="min-w-0 break-words">{item.name}</span>
        {item.sizeBytes === null ? null : (
          <span className="text-xs text-ink-2">
            <SizeText bytes={item.sizeBytes} />
          </span>
        )}
      </span>
      {item.original === null ? null : <span className="block text-xs text-ink-3">was in {item.original.name}</span>}
    </div>
  );
}
