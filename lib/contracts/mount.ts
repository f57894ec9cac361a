import * as z from 'zod';
import { fault } from './faults';
import { ListOf, ListQuery, manyOf } from './list';
import { Guid, Instant, Ref, Sentence, ThingName } from './scalar';
import { TextRef } from './server-text';

export const mountModes = ['AUTO', 'MANUAL', 'ISCSI'] as const;
export const MountMode = z.enum(mountModes);
export type MountMode = z.infer<typeof MountMode>;

/** UNKNOWN: the portal does not know Storware's value, see `stateText`. */
export const mountStates = ['PREPARING', 'READY', 'UNMOUNTING', 'ENDED', 'FAILED', 'UNKNOWN'] as const;
export const MountState = z.enum(mountStates);
export type MountState = z.infer<typeof MountState>;

const hourMs = 3_600_000;
export const minMountMs = hourMs / 4;
/** The longest duration that servers accept unless they say less (STORWARE_API.md 1.2, 5.3.4). */
export const maxMountMs = 24 * hourMs;
export const defaultMountMs = 4 * hourMs;

/** The qualified name of an iSCSI initiator (RFC 3720): iqn., eui. or naa. */
export const InitiatorName = z
  .string()
  .max(223)
  .regex(
    /^(?:iqn\.\d{4}-\d{2}\.[a-z0-9.-]+(?::[^\s,]+)?|eui\.[0-9a-f]{16}|naa\.[0-9a-f]{16,32})$/i,
    fault('noInitiator'),
  );

export const MountFileSystem = z.object({
  guid: z.string(),
  name: ThingName,
  nameRef: TextRef.nullish(),
  type: z.string().nullable(),
  sizeBytes: z.number().nullable(),
});
export type MountFileSystem = z.infer<typeof MountFileSystem>;

/** What can be mounted of a recovery point, and why the rest can't. */
export const MountOptions = z.object({
  recoveryPoint: Ref,
  machine: Ref,
  modes: z.array(
    z.object({ name: MountMode, allowed: z.boolean(), reason: z.string().nullable(), reasonRef: TextRef.nullish() }),
  ),
  fileSystems: z.array(MountFileSystem),
  /** Why `fileSystems` is empty. */
  fileSystemsReason: z.string().nullable(),
  fileSystemsReasonRef: TextRef.nullish(),
  /** Files that can be offered over iSCSI. */
  disks: z.array(z.object({ guid: z.string(), name: ThingName, sizeBytes: z.number().nullable() })),
  duration: z.object({ minMs: z.number(), maxMs: z.number(), defaultMs: z.number() }),
});
export type MountOptions = z.infer<typeof MountOptions>;

const MountCommon = {
  recoveryPoint: Guid,
  /** The destination that holds the copy to mount; absent: the one that the backup system prefers. */
  copy: Guid.optional(),
  /** Time until it is unmounted automatically. */
  durationMs: z.number().int().min(minMountMs, fault('mountShort')).max(maxMountMs, fault('mountLong')).optional(),
};
/** Mounts a recovery point: whole (AUTO), chosen file systems (MANUAL), or its disks over iSCSI. */
export const StartMountBody = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('AUTO'), ...MountCommon }),
  z.strictObject({
    mode: z.literal('MANUAL'),
    fileSystems: z.array(Guid).min(1, fault('chooseFileSystem')).max(64),
    ...MountCommon,
  }),
  z.strictObject({
    mode: z.literal('ISCSI'),
    disks: z.array(Guid).min(1, fault('chooseDisk')).max(64),
    allowedClients: z.array(InitiatorName).min(1, fault('nameInitiator')).max(32),
    ...MountCommon,
  }),
]);
export type StartMountBody = z.output<typeof StartMountBody>;

export const Mount = z.object({
  guid: z.string(),
  machine: Ref,
  recoveryPoint: z.object({ guid: z.string(), startedAt: Instant.nullable() }),
  mode: z.enum([...mountModes, 'UNKNOWN']),
  state: MountState,
  /** Storware's value for UNKNOWN; null otherwise, and when there is none. */
  stateText: Sentence.nullable(),
  modeText: Sentence.nullable(),
  /** What the state means for a person who waits; null when there is nothing to add. */
  reason: z.string().nullable(),
  reasonRef: TextRef.nullish(),
  requestedBy: z.object({ name: z.string() }).nullable(),
  /** When the portal first saw it. */
  since: Instant,
  readyAt: Instant.nullable(),
  /** When it is unmounted automatically; null when that is not known (ordered outside the portal). */
  endsAt: Instant.nullable(),
  /**
   * The duration of an extension, counted from its end: the same as that of the first order. Null when that is not
   * known.
   */
  extendsByMs: z.number().nullable(),
  /** When an extension was requested that Storware has not confirmed yet. */
  extendingSince: Instant.nullable(),
  /** The operation that is preparing or ending it, if any. */
  operation: z.string().nullable(),
});
export type Mount = z.infer<typeof Mount>;

/** `fileSystems` is empty until the mount is ready. `targets` are the iSCSI names of its disks. */
export const MountDetail = Mount.extend({ fileSystems: z.array(MountFileSystem), targets: z.array(z.string()) });
export type MountDetail = z.infer<typeof MountDetail>;

export const MountList = ListOf(Mount);
export type MountList = z.infer<typeof MountList>;
export const MountListQuery = ListQuery(['since', 'machine', 'state'], '-since').extend({
  /** Absent: those that have not ended. */
  state: manyOf(mountStates).optional(),
  machine: Guid.optional(),
});
export type MountListQuery = z.output<typeof MountListQuery>;

export const fileTypes = ['DIRECTORY', 'FILE', 'LINK', 'BROKEN_LINK', 'OTHER'] as const;
export const FileEntry = z.object({
  name: z.string(),
  /** The path from the root of its file system. */
  path: z.string(),
  type: z.enum(fileTypes),
  sizeBytes: z.number().nullable(),
  modifiedAt: Instant.nullable(),
  owner: z.string().nullable(),
  group: z.string().nullable(),
  /** In the form of `ls -l`: rwxr-xr-x. */
  permissions: z.string().nullable(),
});
export type FileEntry = z.infer<typeof FileEntry>;

const FolderPath = z
  .string()
  .max(4096)
  .regex(/^\/[^\0]*$/u, fault('beginsWithSlash'));

/** A page of a folder; `search` matches names in this folder only, folders come first. */
export const FileListQuery = ListQuery(['name', 'sizeBytes', 'modifiedAt'], 'name').extend({
  path: FolderPath.default('/'),
  /** May be absent when the mount has one file system only. */
  fileSystem: Guid.optional(),
});
export type FileListQuery = z.output<typeof FileListQuery>;
export const FileList = ListOf(FileEntry).extend({ path: z.string(), fileSystem: MountFileSystem });
export type FileList = z.infer<typeof FileList>;

/** What to download: one file unchanged, folders or several files as one archive. */
export const DownloadBody = z.strictObject({
  fileSystem: Guid.optional(),
  paths: z.array(FolderPath).min(1, fault('chooseFile')).max(500),
});
export type DownloadBody = z.output<typeof DownloadBody>;

export const downloadStates = ['WAITING', 'RUNNING', 'FINISHED', 'CANCELLED', 'FAILED', 'EXPIRED'] as const;
/**
 * A download. `url` works until `expiresAt` for the session that requested it, any number of times; it is set in the
 * response that creates the download, and null afterwards.
 */
export const Download = z.object({
  id: z.string(),
  fileName: z.string(),
  state: z.enum(downloadStates),
  url: z.string().nullable(),
  expiresAt: Instant,
  sentBytes: z.number(),
  /** Null for an archive: known only when it is complete. */
  sizeBytes: z.number().nullable(),
});
export type Download = z.infer<typeof Download>;

/** The caller's own downloads of the last hour from one mount, newest first. */
export const DownloadList = z.object({ items: z.array(Download) });
export type DownloadList = z.infer<typeof DownloadList>;

/** `interrupt`: ends other people's downloads from the mount; without it they are a conflict. */
export const UnmountQuery = z.object({
  interrupt: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});
