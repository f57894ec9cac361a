import * as z from 'zod';
import { ListOf, ListQuery, manyOf } from './list';
import { Failure, Operation, operationStates } from './operation';
import { Guid, Instant, Ref, Sentence, ThingName } from './scalar';
import { TextRef } from './server-text';

export const restoreModes = ['IMPORT', 'FILE_SYSTEM'] as const;
/** IMPORT makes a machine on its platform; FILE_SYSTEM writes the files to a node of the provider. */
export const RestoreMode = z.enum(restoreModes);
export type RestoreMode = z.infer<typeof RestoreMode>;

export const diskAllocations = ['PREALLOCATED', 'SPARSE'] as const;

/** No control characters: the name goes to platforms of all kinds. */
const MachineName = z
  .string()
  .trim()
  .min(1, 'give it a name')
  .max(255, 'at most 255 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must not have control characters');

/** A disk of the recovery point (`RestoreField.items` of the field `disks`), and the storage that it goes to. */
export const RestoreDiskChoice = z.strictObject({
  file: Guid,
  storage: Guid.optional(),
  excluded: z.boolean().optional(),
});
/** A network card of the recovery point (`items` of the field `networks`), and the network that it is put into. */
export const RestoreNetworkChoice = z.strictObject({ card: Guid, network: Guid });

/**
 * What is to be restored, and where to. Which fields a platform needs is said by `restore-options`; each id must be one that
 * the tenant owns or may use, else it does not exist.
 */
export const RestoreBody = z.strictObject({
  recoveryPoint: Guid,
  mode: RestoreMode,
  /** The destination that holds the copy to restore from; absent: the one that the backup system prefers. */
  copy: Guid.optional(),
  /** Absent: the name that the machine had. */
  name: MachineName.optional(),
  /** Deletes the machines of that name at the target; each has to be named in `overwriteMachines`. */
  overwrite: z.boolean().optional(),
  overwriteMachines: z.array(Guid).max(50).optional(),
  hypervisorManager: Guid.optional(),
  hypervisor: Guid.optional(),
  cluster: Guid.optional(),
  storage: Guid.optional(),
  /** Each disk back to the type of storage that it had. */
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
    .regex(/^\/[^\p{Cc}]*$/u, 'must begin with / and have no control characters')
    .optional(),
});
export type RestoreBody = z.output<typeof RestoreBody>;
export type RestoreFieldName = Exclude<keyof RestoreBody, 'recoveryPoint' | 'mode' | 'overwriteMachines'>;

/** One choice of a field. `within`: it is offered only while one of these choices of other fields is chosen; empty = always. */
export const RestoreChoice = z.object({
  guid: z.string(),
  name: ThingName,
  nameRef: TextRef.nullish(),
  within: z.array(z.string()),
  /** A word beside the name, such as "original". */
  detail: z.string().nullable(),
  detailRef: TextRef.nullish(),
  freeBytes: z.number().nullable(),
});
export type RestoreChoice = z.infer<typeof RestoreChoice>;

/** One thing to be decided for each of several: a disk or a network card. `original` is where it was. */
export const RestoreItem = z.object({
  guid: z.string(),
  name: ThingName,
  sizeBytes: z.number().nullable(),
  original: Ref.nullable(),
});
export type RestoreItem = z.infer<typeof RestoreItem>;

/**
 * A field of the body of `/restores`. CHOICE takes a guid of `choices` (DATA_CENTER: a name, given as guid); EACH takes for each of
 * `items` one of `choices`; TEXT, SWITCH and OPTION take a text, a boolean, and the guid of a choice that is no object.
 */
export const RestoreField = z.object({
  name: z.string(),
  label: z.string(),
  labelRef: TextRef.nullish(),
  kind: z.enum(['CHOICE', 'EACH', 'TEXT', 'SWITCH', 'OPTION']),
  /** The modes in which it is asked for. */
  modes: z.array(RestoreMode),
  required: z.boolean(),
  choices: z.array(RestoreChoice),
  items: z.array(RestoreItem),
  /** Why there is nothing to choose, or what the field does; null when there is nothing to explain. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
});
export type RestoreField = z.infer<typeof RestoreField>;

/** What this tenant may choose for this recovery point. `defaults` is a body for `/restores` that would work; null when none would. */
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
/** One finding before a restore starts. `nextStep` says what to do about it. */
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
 * From when the knowledge of the machines at the target is. PLATFORM: the backup system read its platform for this report; SERVER: it
 * does not offer that, so this is what it knew; MIRROR: what the portal knew, good enough where nothing is overwritten.
 */
export const PreflightInventory = z.object({ asOf: Instant.nullable(), by: z.enum(['PLATFORM', 'SERVER', 'MIRROR']) });
export type PreflightInventory = z.infer<typeof PreflightInventory>;

/** The report. `overwrites` are the machines that would be deleted: they have to be named when the restore is started. */
export const Preflight = z.object({
  at: Instant,
  checks: z.array(PreflightCheck),
  overwrites: z.array(Ref),
  inventory: PreflightInventory.nullable().optional(),
});
export type Preflight = z.infer<typeof Preflight>;

/** UNKNOWN: the backup system calls it by a word that the portal has no meaning for, see `stateText`. */
export const restoreStates = [...operationStates, 'UNKNOWN'] as const;
export const RestoreState = z.enum(restoreStates);
export type RestoreState = z.infer<typeof RestoreState>;

/** One restore of the past or present: of the portal's journal, or one that only Storware's own history knows. */
export const Restore = z.object({
  id: z.string(),
  /** Its operation, when the portal followed it. */
  operation: z.string().nullable(),
  machine: Ref,
  recoveryPoint: z.object({ guid: z.string(), startedAt: Instant.nullable() }).nullable(),
  mode: z.enum([...restoreModes, 'MOUNT', 'UNKNOWN']),
  state: RestoreState,
  /** The backup system's own words for what is UNKNOWN; null otherwise, and when it says nothing. */
  stateText: Sentence.nullable(),
  modeText: Sentence.nullable(),
  /** The name that was asked for. */
  name: ThingName.nullable(),
  /** Where to, in names that the tenant may see. */
  target: z.string().nullable(),
  requestedBy: z.object({ name: z.string() }).nullable(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  durationMs: z.number().nullable(),
  failure: Failure.nullable(),
  /** What is still to come, or what was left behind. */
  note: z.string().nullable(),
  noteRef: TextRef.nullish(),
  /** The machine that came of it, once it is the tenant's. */
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
