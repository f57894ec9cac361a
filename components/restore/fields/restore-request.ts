import type * as z from 'zod';
import { leftOut, planFields } from './planned-fields';
import type { PlannedField, RestoreTranslator } from './planned-fields';
import type { Confirmations } from '@/components/restore/wizard/restore-wizard';
import type { DiskPlacement, DraftValue, RestoreDraft } from '@/lib/client/drafts/restore-draft';
import type { FieldFault } from '@/lib/contracts/problem';
import { sentence } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { RestoreBody } from '@/lib/contracts/restore';
import type { RestoreField, RestoreMode, RestoreOptions } from '@/lib/contracts/restore';

/** Fields of the name step; all others belong to the target step. */
const namingFields: readonly string[] = ['name', 'overwrite', 'powerOn'];
const placementFields: Readonly<Record<DiskPlacement, string>> = {
  original: 'originalStorage',
  one: 'storage',
  each: 'disks',
};
const placements = ['original', 'one', 'each'] as const;

/** The planned restore, from the options of the portal and the entries of the user. */
export interface RestorePlan {
  mode: RestoreMode | null;
  /** The fields of this mode, in the portal's order. */
  fields: readonly PlannedField[];
  /** The available ways to place the disks and the chosen one; null if there is only one way. */
  placement: { offered: readonly DiskPlacement[]; chosen: DiskPlacement } | null;
  /** The request, null while it is incomplete. Does not contain the machines to delete: they come from the pre-flight report. */
  body: RestoreBody | null;
  /** Missing or invalid entries by field; for a disk or network card by `disks.<guid>`. */
  faults: Readonly<Record<string, string>>;
}

/** The proposed values of fields without an entry. */
function proposedValues({
  defaults,
  machine,
  fields,
}: Pick<RestoreOptions, 'defaults' | 'machine' | 'fields'>): Record<string, DraftValue> {
  const { disks, networks, ...plain } = defaults ?? {};
  const entries = Object.entries(plain).filter(
    (entry): entry is [string, string | boolean] => typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
  );
  return {
    name: machine.name,
    disks: originalStorages(fields),
    ...Object.fromEntries(entries),
    ...(disks
      ? {
          disks: Object.fromEntries(
            disks.flatMap(({ file, storage, excluded }) =>
              excluded ? [[file, leftOut]] : storage === undefined ? [] : [[file, storage]],
            ),
          ),
        }
      : {}),
    ...(networks ? { networks: Object.fromEntries(networks.map(({ card, network }) => [card, network])) } : {}),
  };
}

/** The original storage of each disk, where it is offered. */
function originalStorages(fields: readonly RestoreField[]): Record<string, string> {
  const field = fields.find(({ name }) => name === 'disks');
  const entries = field?.items.flatMap(({ guid, original }) =>
    original && field.choices.some((choice) => choice.guid === original.guid) ? [[guid, original.guid] as const] : [],
  );
  return Object.fromEntries(entries ?? []);
}

/** The chosen mode, else the proposed one; null when none is allowed. */
function modeOf({ modes, defaults }: RestoreOptions, draft: RestoreDraft): RestoreMode | null {
  const allowed = modes.filter((mode) => mode.allowed).map(({ name }) => name);
  return (
    [draft.mode, defaults?.mode, allowed[0]].flatMap((mode) => mode ?? []).find((mode) => allowed.includes(mode)) ??
    null
  );
}

/** Builds the plan from entries, proposals and offered choices. */
export function planRestore(options: RestoreOptions, draft: RestoreDraft, t: RestoreTranslator): RestorePlan {
  const mode = modeOf(options, draft);
  if (mode === null) return { mode, fields: [], placement: null, body: null, faults: {} };
  const ofMode = options.fields.filter((field) => field.modes.includes(mode));
  const placement = placementOf(ofMode, options, draft);
  const unused = placement
    ? placements.filter((each) => each !== placement.chosen).map((each) => placementFields[each])
    : [];
  const planned = planFields(ofMode, { ...proposedValues(options), ...draft.values }, t);
  const used = planned.filter(({ field }) => !unused.includes(field.name));
  const missing = Object.assign(
    {},
    ...used.map((each) =>
      missingIn(each, each.field.required || (placement !== null && isPlacement(each.field.name)), t),
    ),
    mode === 'IMPORT' && nameOf(options, draft).trim() === '' ? { name: t('fault.giveName') } : {},
  ) as Record<string, string>;
  const given = {
    ...copyOf(ofMode, draft),
    ...partsOf(used, placement?.chosen ?? null),
    ...(mode === 'IMPORT' ? { name: nameOf(options, draft) } : {}),
  };
  const parsed = RestoreBody.safeParse({ recoveryPoint: options.recoveryPoint.guid, mode, ...given });
  const wrong = parsed.success
    ? {}
    : Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), wrongText(issue, t)]));
  const faults = { ...wrong, ...missing };
  return {
    mode,
    fields: planned,
    placement,
    body: parsed.success && Object.keys(faults).length === 0 ? parsed.data : null,
    faults,
  };
}

/** The entered name, else the proposed one. */
export function nameOf(options: RestoreOptions, draft: RestoreDraft): string {
  const name = draft.values['name'] ?? proposedValues(options)['name'];
  return typeof name === 'string' ? name : '';
}

/** True for fields of the name step. */
export function isNaming(field: string): boolean {
  return namingFields.includes(field);
}

/** True for the fields that place the disks. */
export function isPlacement(field: string): boolean {
  return Object.values(placementFields).includes(field);
}

/** Whether the target step is complete. */
export function isTargetComplete({ mode, faults }: RestorePlan): boolean {
  return mode !== null && Object.keys(faults).every((path) => isNaming(path.split('.')[0] ?? ''));
}

/** The machines whose names were typed correctly. */
export function confirmedMachines(typed: Confirmations): string[] {
  return Object.entries(typed).flatMap(([guid, { name, text }]) => (text.trim() === name ? [guid] : []));
}

/** The chosen copy, if it is not already sent as a field of the form. */
function copyOf(fields: readonly RestoreField[], draft: RestoreDraft): Pick<RestoreBody, 'copy'> {
  const copy = draft.values['copy'];
  return typeof copy === 'string' && copy !== '' && !fields.some(({ name }) => name === 'copy') ? { copy } : {};
}

function placementOf(
  fields: readonly RestoreField[],
  { defaults }: RestoreOptions,
  draft: RestoreDraft,
): RestorePlan['placement'] {
  const offered: readonly DiskPlacement[] = placements.filter((each) =>
    fields.some(({ name }) => name === placementFields[each]),
  );
  const proposed: DiskPlacement | undefined = defaults?.originalStorage
    ? 'original'
    : defaults?.disks
      ? 'each'
      : defaults?.storage !== undefined
        ? 'one'
        : undefined;
  const chosen = [draft.placement, proposed, offered[0]]
    .flatMap((each) => each ?? [])
    .find((each) => offered.includes(each));
  return offered.length > 1 && chosen ? { offered, chosen } : null;
}

function partsOf(fields: readonly PlannedField[], placement: DiskPlacement | null): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ field, value }): [string, unknown][] => {
      if (field.name === 'originalStorage' && placement === 'original') return [[field.name, true]];
      if (value === null || value === '') return [];
      if (typeof value !== 'object') return [[field.name, value]];
      const entries = Object.entries(value);
      if (entries.length === 0) return [];
      if (field.name === 'disks')
        return [
          [
            field.name,
            entries.map(([file, storage]) => (storage === leftOut ? { file, excluded: true } : { file, storage })),
          ],
        ];
      return [[field.name, entries.map(([card, network]) => ({ card, network }))]];
    }),
  );
}

function missingIn(
  { field, value, choices }: PlannedField,
  isNeeded: boolean,
  t: RestoreTranslator,
): Record<string, string> {
  if (!isNeeded || field.kind === 'SWITCH') return {};
  if (field.kind === 'EACH') {
    const chosen = typeof value === 'object' && value !== null ? value : {};
    if (field.items.length > 0 && field.items.every(({ guid }) => chosen[guid] === leftOut))
      return { [field.name]: t('fault.oneDiskAtLeast') };
    return Object.fromEntries(
      field.items
        .filter(({ guid }) => chosen[guid] === undefined)
        .map(({ guid }) => [
          `${field.name}.${guid}`,
          choices.length === 0 ? t('fault.nothingToChoose') : t('fault.chooseOne'),
        ]),
    );
  }
  if (typeof value === 'string' && value.trim() !== '') return {};
  if (field.kind === 'TEXT') return { [field.name]: t('fault.fillIn') };
  return {
    [field.name]: choices.length === 0 ? t('fault.nothingToChooseThisWay') : t('fault.chooseOne'),
  };
}

/** The error of an entry that the request contract refuses. */
function wrongText(issue: z.core.$ZodIssue, t: RestoreTranslator): string {
  if (issue.code === 'too_big') return t('fault.tooLong', { count: Number(issue.maximum) });
  if (issue.path[0] === 'name') return t('fault.nameCharacters');
  return issue.path[0] === 'path' ? t('fault.path') : t('fault.other');
}

/**
 * Errors from the portal, by the field that shows them: `disks.0.storage` belongs to the row of that disk, any other
 * path to the field that it begins with. An error of the whole request has an empty name.
 */
export function faultsByField(
  faults: readonly FieldFault[],
  body: RestoreBody,
  wordsOfServer: WordsOfServer,
): Record<string, string> {
  return Object.fromEntries(
    faults.map(({ path, message, messageRef }) => [fieldOf(path, body), sentence(wordsOfServer(message, messageRef))]),
  );
}

function fieldOf(path: string, { disks, networks }: RestoreBody): string {
  const [field = '', index] = path.split('.');
  const item =
    field === 'disks'
      ? disks?.[Number(index)]?.file
      : field === 'networks'
        ? networks?.[Number(index)]?.card
        : undefined;
  return item === undefined ? field : `${field}.${item}`;
}
