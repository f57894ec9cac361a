import * as z from 'zod';
import type {
  StorwareFileEntry,
  StorwareMountedBackup,
  StorwareMountedFile,
  StorwareMountedFileSystem,
} from '@/lib/storware/model/mount';
import { known } from './known-values';
import { machineOf } from '@/lib/storware/resources/tasks';
import type { WireKind } from './parse';
import {
  lastDateMs,
  wireEnum,
  wireEnumOf,
  wireEnumRequiredOf,
  wireFlag,
  wireGuid,
  wireInt,
  wireNumber,
  wirePastTime,
  wireRef,
  wireText,
  wireTime,
  wireTypedRef,
} from './fields';

/** A backup record, or no more than its guid. */
const mountedOf = z
  .union([
    wireGuid.transform((guid) => ({ guid, snapshotTime: null, protectedEntity: null })),
    z.object({ guid: wireGuid, snapshotTime: wirePastTime, protectedEntity: wireTypedRef }),
  ])
  .nullish();

export const WireMountedBackup: WireKind<StorwareMountedBackup> = {
  name: 'mounted backup',
  schema: z
    .object({
      guid: wireGuid,
      backup: mountedOf,
      mode: wireEnumOf('mode of a mount', known.mountMode),
      state: wireEnumOf('state of a mount', known.mountState),
      node: wireRef,
      mountedFileSystemCount: wireInt,
      mountedFileCount: wireInt,
    })
    .transform((wire): StorwareMountedBackup => {
      const machine = machineOf(wire.backup?.protectedEntity ?? null);
      return {
        guid: wire.guid,
        backupGuid: wire.backup?.guid ?? null,
        machineGuid: machine.guid,
        machineName: machine.name,
        snapshotAt: wire.backup?.snapshotTime ?? null,
        mode: wire.mode,
        state: wire.state,
        node: wire.node,
        fileSystemCount: wire.mountedFileSystemCount,
        fileCount: wire.mountedFileCount,
      };
    }),
};

export const WireMountedFileSystem: WireKind<StorwareMountedFileSystem> = {
  name: 'mounted file system',
  schema: z
    .object({
      guid: wireGuid,
      mountPath: wireText,
      fileSystem: z.object({ volume: wireText, size: wireNumber, type: wireEnum, label: wireText }).nullish(),
    })
    .transform(({ guid, mountPath, fileSystem }) => ({
      guid,
      mountPath,
      volume: fileSystem?.volume ?? null,
      sizeBytes: fileSystem?.size ?? null,
      type: fileSystem?.type ?? null,
      label: fileSystem?.label ?? null,
    })),
};

export const WireMountedFile: WireKind<StorwareMountedFile> = {
  name: 'mounted file',
  schema: z.object({ path: z.string().min(1), randomAccess: wireFlag }),
};

const noPermissions: readonly string[] = [];

/** Without a schema: a folder has 50,000 entries of nine permissions each. */
function permissionsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return noPermissions;
  return value.flatMap((one: unknown) => {
    if (typeof one === 'string') return [one];
    return typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string' ? [one.name] : [];
  });
}

const fileTypes: ReadonlySet<string> = new Set(known.fileType);

/** The usual entry of a folder; null when the schema has to parse it. */
function plainEntry(value: unknown): StorwareFileEntry | null {
  if (typeof value !== 'object' || value === null) return null;
  const { name, fileType, size, modified, owner, group, permissions } = value as Record<string, unknown>;
  const type = typeof fileType === 'object' && fileType !== null && 'name' in fileType ? fileType.name : fileType;
  if (typeof name !== 'string' || name === '' || typeof type !== 'string' || !fileTypes.has(type)) return null;
  if (
    typeof size !== 'number' ||
    !(size >= 0 && size <= Number.MAX_SAFE_INTEGER) ||
    typeof modified !== 'number' ||
    !(modified > 0 && modified <= lastDateMs)
  )
    return null;
  if (typeof owner !== 'string' || owner === '' || typeof group !== 'string' || group === '') return null;
  return {
    name,
    type,
    sizeBytes: size,
    modifiedAt: new Date(modified),
    owner,
    group,
    permissions: permissionsOf(permissions),
  };
}

export const WireFileEntry: WireKind<StorwareFileEntry> = {
  name: 'file entry',
  plain: plainEntry,
  schema: z
    .object({
      name: z.string().min(1),
      fileType: wireEnumRequiredOf('kind of a file', known.fileType),
      size: wireNumber,
      modified: wireTime,
      owner: wireText,
      group: wireText,
      permissions: z.unknown().nullish().transform(permissionsOf),
    })
    .transform(({ fileType, size, modified, ...rest }) => ({
      ...rest,
      type: fileType,
      sizeBytes: size,
      modifiedAt: modified,
    })),
};

export const WireMountLimit: WireKind<number | null> = {
  name: 'account settings',
  schema: z
    .object({ appUserSettings: z.object({ unmountPeriodForMountedBackups: wireNumber }).nullish() })
    .transform((wire) => wire.appUserSettings?.unmountPeriodForMountedBackups ?? null),
};
