import * as z from 'zod';
import { fault } from './faults';
import { ListOf, ListQuery, manyOf } from './list';
import { Failure, Operation, operationStates } from './operation';
import { Guid, Instant, MaybeNamedRef, Ref, Sentence, ThingName } from './scalar';
import { TextRef } from './server-text';

export const restoreModes = ['IMPORT', 'FILE_SYSTEM'] as const;
/** IMPORT creates a machine on its platform; FILE_SYSTEM writes the files to a node of the provider. */
export const RestoreMode = z.enum(restoreModes);
export type RestoreMode = z.infer<typeof RestoreMode>;

export const diskAllocations = ['PREALLOCATED', 'SPARSE'] as const;

/** No control characters, because the name is sent to platforms of all kinds. */
const MachineName = z
  .string()
  .trim()
  .min(1, fault('nameMissing'))
  .max(255, fault('charactersMost', { max: 255 }))
  .regex(/^[^\p{Cc}]*$/u, fault('controlCharacters'));

/** A disk of the recovery point (`RestoreField.items` of the field `disks`), and its target storage. */
export const RestoreDiskChoice = z.strictObject({
  file: Guid,
  storage: Guid.optional(),
  excluded: z.boolean().optional(),
});
/** A network card of the recovery point (`items` of the field `networks`), and its target network. */
export const RestoreNetworkChoice = z.strictObject({ card: Guid, network: Guid });

/**
 * What to restore, and where to. `restore-options` says which fields a platform needs; an id that the tenant neither
 * owns nor may use does not exist.
 */
export const RestoreBody = z.strictObject({
  recoveryPoint: Guid,
  mode: RestoreMode,
  /** The destination that holds the copy to restore from; absent: the backup system's preferred one. */
  copy: Guid.optional(),
  /** Absent: the machine's original name. */
  name: MachineName.optional(),
  /** Deletes the machines of that name at the target; each has to be listed in `overwriteMachines`. */
  overwrite: z.boolean().optional(),
  overwriteMachines: z.array(Guid).max(50).optional(),
  hypervisorManager: Guid.optional(),
  hypervisor: Guid.optional(),
  cluster: Guid.optional(),
  storage: Guid.optional(),
  /** Each disk keeps its original type of storage. */
  originalStorage: z.boolean().optional(),
  disks: z.array(RestoreDiskChoice).max(256).optional(),
  project: Guid.optional(),
  dataCenter: z.string().min(1).max(255).optional(),
  flavor: Guid.optional(),
  networks: z.array(RestoreNetworkChoice).max(64).optional(),
  diskAllocation: z.enum(diskAllocations).optional(),
  powerOn: z.boolean().optional(),
  /** FILE_SYSTEM only. */
  node: Guid.optional(),
  path: z
    .string()
    .max(1024)
    .regex(/^\/[^\p{Cc}]*$/u, fault('pathCharacters'))
    .optional(),
});
export type RestoreBody = z.output<typeof RestoreBody>;
export type RestoreFieldName = Exclude<keyof RestoreBody, 'recoveryPoint' | 'mode' | 'overwriteMachines'>;

/**
 * One choice of a field. `within`: offered only while one of these choices of other fields is selected; empty = always.
 */
export const RestoreChoice = z.object({
  guid: z.string(),
  name: ThingName,
  nameRef: TextRef.nullish(),
  within: z.array(z.string()),
  /** A note beside the name, such as "original". */
  detail: z.string().nullable(),
  detailRef: TextRef.nullish(),
  freeBytes: z.number().nullable(),
});
export type RestoreChoice = z.infer<typeof RestoreChoice>;

/** One of several items to decide on: a disk or a network card. `original` is where it was. */
export const RestoreItem = z.object({
  guid: z.string(),
  name: ThingName,
  nameRef: TextRef.nullish(),
  sizeBytes: z.number().nullable(),
  original: MaybeNamedRef.nullable(),
});
export type RestoreItem = z.infer<typeof RestoreItem>;

/**
 * A field of the body of `/restores`. CHOICE takes a guid of `choices` (DATA_CENTER: a name, given as guid); EACH takes
 * one of `choices` for each of `items`; TEXT, SWITCH and OPTION take a text, a boolean, and the guid of a choice that
 * is not an object.
 */
export const RestoreField = z.object({
  name: z.string(),
  label: z.string(),
  labelRef: TextRef.nullish(),
  kind: z.enum(['CHOICE', 'EACH', 'TEXT', 'SWITCH', 'OPTION']),
  /** The modes that have this field. */
  modes: z.array(RestoreMode),
  required: z.boolean(),
  choices: z.array(RestoreChoice),
  items: z.array(RestoreItem),
  /** Why there are no choices, or what the field does; null when nothing needs explaining. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
});
export type RestoreField = z.infer<typeof RestoreField>;

/**
 * What this tenant may choose for this recovery point. `defaults` is a valid body for `/restores`; null when there is
 * none.
 */
export const RestoreOptions = z.object({
  recoveryPoint: Ref,
  machine: Ref,
  platform: z.string(),
  modes: z.array(
    z.object({ name: RestoreMode, allowed: z.boolean(), reason: z.string().nullable(), reasonRef: TextRef.nullish() }),
  ),
  fields: z.array(RestoreField),
  defaults: RestoreBody.nullable(),
});
export type RestoreOptions = z.infer<typeof RestoreOptions>;

export const checkStates = ['OK', 'WARNING', 'BLOCKED'] as const;
/** One result of the check before a restore starts. `nextStep` says what to do about it. */
export const PreflightCheck = z.object({
  id: z.string(),
  state: z.enum(checkStates),
  message: Sentence,
  messageRef: TextRef.optional(),
  nextStep: z.string().nullable(),
  nextStepRef: TextRef.optional(),
});
export type PreflightCheck = z.infer<typeof PreflightCheck>;

/**
 * The age of the data about machines at the target. PLATFORM: Storware read the platform for this report; SERVER:
 * Storware can't do that, so this is what it knew; MIRROR: what the portal knew, sufficient where nothing is
 * overwritten.
 */
export const PreflightInventory = z.object({ asOf: Instant.nullable(), by: z.enum(['PLATFORM', 'SERVER', 'MIRROR']) });
export type PreflightInventory = z.infer<typeof PreflightInventory>;

/**
 * The report. `overwrites` are the machines that would be deleted: the request that starts the restore has to list
 * them.
 */
export const Preflight = z.object({
  at: Instant,
  checks: z.array(PreflightCheck),
  overwrites: z.array(Ref),
  inventory: PreflightInventory.nullable().optional(),
});
export type Preflight = z.infer<typeof Preflight>;

/** UNKNOWN: the portal does not know Storware's value, see `stateText`. */
export const restoreStates = [...operationStates, 'UNKNOWN'] as const;
export const RestoreState = z.enum(restoreStates);
export type RestoreState = z.infer<typeof RestoreState>;

/** One restore: from the portal's journal, or known only from Storware's history. */
export const Restore = z.object({
  id: z.string(),
  /** Its operation, if the portal followed it. */
  operation: z.string().nullable(),
  machine: Ref,
  recoveryPoint: z.object({ guid: z.string(), startedAt: Instant.nullable() }).nullable(),
  mode: z.enum([...restoreModes, 'MOUNT', 'UNKNOWN']),
  state: RestoreState,
  /** Storware's value for UNKNOWN; null otherwise, and when there is none. */
  stateText: Sentence.nullable(),
  modeText: Sentence.nullable(),
  /** The requested name. */
  name: ThingName.nullable(),
  /** The target, in names that the tenant may see. */
  target: z.string().nullable(),
  targetRef: TextRef.nullish(),
  requestedBy: z.object({ name: z.string() }).nullable(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  durationMs: z.number().nullable(),
  failure: Failure.nullable(),
  /** What still follows, or what was left behind. */
  note: z.string().nullable(),
  noteRef: TextRef.nullish(),
  /** The restored machine, once it belongs to the tenant. */
  result: Ref.nullable(),
  preflight: Preflight.nullable(),
});
export type Restore = z.infer<typeof Restore>;

export const RestoreList = ListOf(Restore);
export type RestoreList = z.infer<typeof RestoreList>;

export const RestoreListQuery = ListQuery(['requestedAt', 'machine', 'state'], '-requestedAt').extend({
  state: manyOf(restoreStates).optional(),
});
export type RestoreListQuery = z.output<typeof RestoreListQuery>;

/** The operation of a restore that was just started. */
export const StartRestoreAnswer = z.object({ operation: Operation });
