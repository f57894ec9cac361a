'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { leftOut, whole } from './planned-fields';
import type { PlannedField } from './planned-fields';
import { SelectField } from '@/components/ui/select-field';
import type { SelectOption } from '@/components/ui/select-field';
import { SizeText } from '@/components/ui/time-text';
import { Switch } from '@/components/ui/checkbox';
import { TextField } from '@/components/ui/text-field';
import { useFormats } from '@/lib/client/format/formats';
import type { Formats } from '@/lib/client/format/formats';
import type { DraftValue } from '@/lib/client/drafts/restore-draft';
import type { RestoreChoice, RestoreItem } from '@/lib/contracts/restore';

const none = '';
type FieldTranslator = ReturnType<typeof useTranslations<'restore.field'>>;

/** The control for a field of `restore-options`, for any platform. */
export function RestoreFieldControl({ planned, onEnter, faults }: RestoreFieldProps) {
  const t = useTranslations('restore.field');
  const format = useFormats();
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
            label={<FieldLabel of={planned} />}
            options={[
              ...(field.required ? [] : [unsetOption(field.name, t)]),
              ...choices.map((choice) => optionOf(choice, t, format)),
            ]}
            value={typeof value === 'string' ? value : field.required ? null : none}
            onChange={onEnter}
            isDisabled={choices.length === 0}
            placeholder={choices.length === 0 ? t('nothingToChoose') : t('choose')}
            description={reasonOf(planned, t, format)}
            error={error}
          />
          <DroppedHint text={dropped[whole]} />
        </div>
      );
  }
}

/** The label of a field, marked if the field is optional. */
function FieldLabel({ of: { field } }: { of: PlannedField }) {
  const t = useTranslations('restore.field');
  if (field.required) return field.label;
  return (
    <>
      {field.label}
      <span className="font-normal text-ink-3"> {t('optional')}</span>
    </>
  );
}

const disks = 'disks';

/** One row for each disk or card, each with its own choice. */
function EachField({ planned, onEnter, faults }: RestoreFieldProps) {
  const t = useTranslations('restore.field');
  const format = useFormats();
  const { field, choices, value, dropped } = planned;
  const chosen: Readonly<Record<string, string>> = typeof value === 'object' && value !== null ? value : {};
  const reason = reasonOf(planned, t, format);
  const options: readonly SelectOption[] = [
    ...(field.required || field.name === disks ? [] : [unsetOption(field.name, t)]),
    ...choices.map((choice) => optionOf(choice, t, format)),
    ...(field.name === disks && field.items.length > 1
      ? [{ value: leftOut, label: t('leaveOut'), description: t('leaveOutHint') }]
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
        {field.required || field.name === disks ? null : (
          <span className="font-normal text-ink-3"> {t('optional')}</span>
        )}
      </legend>
      {field.items.length === 0 ? (
        <p className="text-xs text-ink-3">{reason ?? t('nothingToDecide')}</p>
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
                    placeholder={choices.length === 0 ? t('nothingToChoose') : t('choose')}
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
  const t = useTranslations('restore.field');
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
      {item.original === null ? null : (
        <span className="block text-xs text-ink-3">{t('wasIn', { place: item.original.name })}</span>
      )}
    </div>
  );
}

interface RestoreFieldProps {
  planned: PlannedField;
  onEnter: (value: DraftValue) => void;
  /** Errors by the name of the field; for a disk or network card by `name.guid`. */
  faults: Readonly<Record<string, string>>;
}

/** Says that an earlier choice was dropped. The element is always there, so that a screen reader announces its text. */
function DroppedHint({ text }: { text: string | undefined }) {
  return (
    <p role="status" className="mt-1 flex items-start gap-1 text-xs text-late empty:hidden">
      {text === undefined ? null : (
        <>
          <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>{text}</span>
        </>
      )}
    </p>
  );
}

/** A choice as an option of a select, with its detail and free space. */
function optionOf({ guid, name, detail, freeBytes }: RestoreChoice, t: FieldTranslator, format: Formats): SelectOption {
  return {
    value: guid,
    label: detail === null ? name : `${name} (${detail})`,
    description: freeBytes === null ? undefined : t('free', { size: format.bytes(freeBytes) }),
  };
}

/** Fields that keep the original value when nothing is chosen. */
export const keptOtherwise: readonly string[] = ['flavor', 'networks'];

/** The option for no choice in an optional field. */
function unsetOption(field: string, t: FieldTranslator): SelectOption {
  return keptOtherwise.includes(field)
    ? { value: '', label: t('asItWas') }
    : { value: '', label: t('notSet'), description: t('notSetHint') };
}

/** Why there is no choice, or else what the field does and the free space of the chosen storage. */
function reasonOf({ field, choices, value }: PlannedField, t: FieldTranslator, format: Formats): string | undefined {
  if (choices.length === 0 && field.choices.length > 0) return t('notWithOthers');
  if (choices.length === 0) return field.reason ?? t('notAllowed');
  const chosen = choices.find(({ guid }) => guid === value);
  const free = chosen && chosen.freeBytes !== null ? t('freeThere', { size: format.bytes(chosen.freeBytes) }) : null;
  return [field.reason, free].filter((text) => text !== null).join(' ') || undefined;
}
