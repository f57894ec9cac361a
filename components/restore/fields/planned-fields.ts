import type { useTranslations } from 'next-intl';
import type { DraftValue } from '@/lib/client/drafts/restore-draft';
import type { RestoreChoice, RestoreField } from '@/lib/contracts/restore';

/** Translates with the messages of this area. */
export type RestoreTranslator = ReturnType<typeof useTranslations<'restore'>>;

/** The value of a disk that is not restored, in place of its storage. */
export const leftOut = '-';

/** A form field, limited to what fits the choices in other fields. */
export interface PlannedField {
  field: RestoreField;
  /** The choices that fit the other fields. */
  choices: readonly RestoreChoice[];
  /** The chosen value, null when there is none; for EACH by the guid of the item. */
  value: DraftValue | null;
  /** For an earlier choice that no longer fits: a sentence that says so; for EACH by item. */
  dropped: Readonly<Record<string, string>>;
}

/** Key of `dropped` for a field that is one choice. */
export const whole = '';

/** One round resolves one level of dependent fields; no platform has more levels than this. */
const mostRounds = 8;

/**
 * Limits each field to choices that fit the other fields, drops earlier choices that no longer fit, and selects the only choice of a
 * required field.
 */
export function planFields(
  fields: readonly RestoreField[],
  given: Readonly<Record<string, DraftValue>>,
  t: RestoreTranslator,
): PlannedField[] {
  let planned = fields.map((field) => plan(field, given[field.name] ?? null, chosenGuids(fields, given)));
  for (let round = 0; round < mostRounds; round += 1) {
    const values = Object.fromEntries(
      planned.flatMap(({ field, value }) => (value === null ? [] : [[field.name, value]])),
    );
    const next = fields.map((field) => plan(field, given[field.name] ?? null, chosenGuids(fields, values)));
    const isSettled = next.every(
      ({ value, choices }, index) =>
        JSON.stringify(value) === JSON.stringify(planned[index]?.value) &&
        choices.length === planned[index]?.choices.length,
    );
    planned = next;
    if (isSettled) break;
  }
  return planned.map((each) => ({ ...each, dropped: explain(each, planned, given[each.field.name], t) }));
}

/** The name of the chosen value; null when there is none. */
export function chosenName({ field, value }: PlannedField): string | null {
  return typeof value === 'string' ? (field.choices.find(({ guid }) => guid === value)?.name ?? null) : null;
}

type Chosen = ReadonlyMap<string, ReadonlySet<string>>;

/** The chosen guids by field, so that a choice never depends on itself. */
function chosenGuids(fields: readonly RestoreField[], values: Readonly<Record<string, DraftValue>>): Chosen {
  return new Map(
    fields.map(({ name }) => {
      const value = values[name];
      return [
        name,
        new Set(typeof value === 'string' ? [value] : typeof value === 'object' ? Object.values(value) : []),
      ];
    }),
  );
}

function plan(field: RestoreField, given: DraftValue | null, chosen: Chosen): PlannedField {
  const others = [...chosen].filter(([name]) => name !== field.name).map(([, guids]) => guids);
  const choices = field.choices.filter(
    ({ within }) => within.length === 0 || within.some((guid) => others.some((guids) => guids.has(guid))),
  );
  return { field, choices, value: valueOf(field, given, choices), dropped: {} };
}

function valueOf(field: RestoreField, given: DraftValue | null, choices: readonly RestoreChoice[]): DraftValue | null {
  const isOffered = (guid: unknown) => choices.some((choice) => choice.guid === guid);
  const only = field.required && choices.length === 1 ? (choices[0]?.guid ?? null) : null;
  switch (field.kind) {
    case 'CHOICE':
    case 'OPTION':
      return typeof given === 'string' && isOffered(given) ? given : only;
    case 'TEXT':
      return typeof given === 'string' ? given : null;
    case 'SWITCH':
      return typeof given === 'boolean' ? given : null;
    case 'EACH': {
      const chosen = typeof given === 'object' && given !== null ? given : {};
      const entries = field.items.flatMap(({ guid }) => {
        const value = chosen[guid] === leftOut || isOffered(chosen[guid]) ? chosen[guid] : only;
        return value === null || value === undefined ? [] : [[guid, value] as const];
      });
      return Object.fromEntries(entries);
    }
  }
}

function explain(
  { field, choices, value }: PlannedField,
  planned: readonly PlannedField[],
  given: DraftValue | undefined,
  t: RestoreTranslator,
): Record<string, string> {
  const entries =
    typeof given === 'string' && (field.kind === 'CHOICE' || field.kind === 'OPTION')
      ? [[whole, given] as const]
      : typeof given === 'object' && field.kind === 'EACH'
        ? Object.entries(given)
        : [];
  return Object.fromEntries(
    entries
      .filter(
        ([key, guid]) =>
          guid !== leftOut &&
          guid !== '' &&
          (key === whole || field.items.some((item) => item.guid === key)) &&
          !choices.some((choice) => choice.guid === guid),
      )
      .map(([key, guid]) => [key, droppedSentence(field, guid, nowOf(value, key), planned, t)]),
  );
}

function nowOf(value: DraftValue | null, key: string): string | null {
  return typeof value === 'string' ? value : typeof value === 'object' && value !== null ? (value[key] ?? null) : null;
}

function droppedSentence(
  field: RestoreField,
  guid: string,
  now: string | null,
  planned: readonly PlannedField[],
  t: RestoreTranslator,
): string {
  const before = field.choices.find((choice) => choice.guid === guid);
  const instead = field.choices.find((choice) => choice.guid === now)?.name;
  if (!before) return instead === undefined ? t('dropped.unknown') : t('dropped.unknownInstead', { instead });
  const choice = before.name;
  const because = planned.find(
    (other) => other.field !== field && other.field.choices.some((each) => before.within.includes(each.guid)),
  );
  const other = because ? chosenName(because) : null;
  if (!because || other === null)
    return instead === undefined ? t('dropped.others', { choice }) : t('dropped.othersInstead', { choice, instead });
  const values = {
    choice,
    other,
    field: t('dropped.nouns') === 'capital' ? because.field.label : because.field.label.toLowerCase(),
  };
  return instead === undefined ? t('dropped.one', values) : t('dropped.oneInstead', { ...values, instead });
}
