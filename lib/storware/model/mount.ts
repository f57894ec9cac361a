import type { OpenEnum, StorwareRef } from './result';
import type { RestoreSource } from './restore';

/** Only RUNNING is documented: mounted, and its files can be read (STORWARE_API.md 6). Any other state is not ready, or over. */
type StorwareMountState = OpenEnum<'RUNNING'>;

/** A backup that is, was or is being mounted (6). When it ends by itself the server does not report it. */
export type StorwareMountedBackup = {
  guid: string;
  /** Null when the server does not say: then it is nobody's. */
  backupGuid: string | null;
  /** Of the backup's protected entity; null when the server gives the backup by guid alone. */
  machineGuid: string | null;
  machineName: string | null;
  snapshotAt: Date | null;
  mode: OpenEnum<'AUTO' | 'MANUAL' | 'ISCSI'> | null;
  state: StorwareMountState | null;
  node: StorwareRef | null;
  fileSystemCount: number | null;
  fileCount: number | null;
};

/** A file system of a mounted backup. `mountPath` is on the node: infrastructure. */
export type StorwareMountedFileSystem = {
  guid: string;
  mountPath: string | null;
  volume: string | null;
  sizeBytes: number | null;
  type: string | null;
  label: string | null;
};

/** A file of a mounted backup that is offered over iSCSI. `path` is on the node: infrastructure. */
export type StorwareMountedFile = { path: string; randomAccess: boolean };

/** One entry of a folder of a mounted file system. */
export type StorwareFileEntry = {
  name: string;
  type: OpenEnum<'DIRECTORY' | 'REGULAR_FILE' | 'SYMLINK' | 'BROKEN_SYMLINK'>;
  sizeBytes: number | null;
  modifiedAt: Date | null;
  owner: string | null;
  group: string | null;
  /** OWNER_READ, GROUP_WRITE, OTHERS_EXECUTE and so on. */
  permissions: readonly string[];
};

/** A download in progress. The reader must read it to the end or cancel it, because it holds one of few slots. */
export type StorwareDownload = {
  stream: ReadableStream<Uint8Array>;
  /** As the server names it, without folders and quotes; null when it doesn't. */
  fileName: string | null;
  /** Null until it ends. */
  sizeBytes: number | null;
};

/** A mount of a backup, so that single files can be taken (STORWARE_API.md 5.3.4). */
export type MountRequest = {
  source: RestoreSource;
  /** Time until it is unmounted automatically, at most `getLongestMountMs`. Null = the server's default. */
  unmountAfterMs: number | null;
  tenantId?: string | undefined;
} & (
  | { mode: 'AUTO' }
  /** Only these file systems of the backup. */
  | { mode: 'MANUAL'; fileSystemGuids: readonly string[] }
  /** These files of the backup as iSCSI targets, for these initiators (IQNs). */
  | { mode: 'ISCSI'; fileGuids: readonly string[]; allowedClients: readonly string[] }
);
