'use client';

import { SelectField } from '@/components/ui/select-field';
import { Switch } from '@/components/ui/switch';
import { TextField } from '@/components/ui/text-field';
import { optionOf, reasonOf, unsetOption } from './choice-words';
import { DroppedHint } from './dropped-hint';
import { EachField } from './each-field';
import { whole } from './planned-fields';
import type { PlannedField } from './planned-fields';
import type { RestoreFieldProps } from './restore-field-props';

const none = '';

/** One field as `restore-options` names it, whatever the platform. */
export function RestoreFieldControl({ planned, onEnter, faults }: RestoreFieldProps) {
  const { field, choices, value, dropped } = planned;
  const error = faults[field.name];
  switch (field.kind) {
    case 'EACH':
      return <EachField planned={planned} onEnter={onEnter} faults={faults} />;
    case 'SWITCH':
      return (
        <div data-field={field.name}>
          <Switch label={field.label} description={field.reason} checked={value === true} onChange={onEnter} />
          {error === undefined ? null : <p className="mt-1 text-xs text-fail">{error}</p>}
        </div>
      );
    case 'TEXT':
      return (
        <div data-field={field.name}>
          <TextField
            label={field.label}
            optional={!field.required}
            description={field.reason}
            error={error}
            value={typeof value === 'string' ? value : ''}
            onChange={(event) => onEnter(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
      );
    default:
      return (
        <div data-field={field.name}>
          <SelectField
            label={labelOf(planned)}
            options={[...(field.required ? [] : [unsetOption(field.name)]), ...choices.map(optionOf)]}
            value={typeof value === 'string' ? value : field.required ? null : none}
            onChange={onEnter}
            isDisabled={choices.length === 0}
            placeholder={choices.length === 0 ? 'Nothing to choose' : 'Choose'}
            description={reasonOf(planned)}
            error={error}
          />
          <DroppedHint text={dropped[whole]} />
        </div>
      );
  }
}

function labelOf({ field }: PlannedField) {
  if (field.required) return field.label;
  return (
    <>
      {field.label}
      <span className="font-normal text-ink-3"> (optional)</span>
    </>
  );
}
