import * as z from 'zod';
import type {
  StorwareBackup,
  StorwareBackupDetail,
  StorwareBackupFile,
  StorwareBackupLocation,
  StorwareFileSystem,
} from '@/lib/storware/model/backup';
import type { StorwareRestoreJob } from '@/lib/storware/model/restore';
import type { WireKind } from './parse';
import {
  believed,
  doubtOf,
  wireArray,
  wireBoolean,
  wireDuration,
  wireEnum,
  wireEnumOf,
  wireEnumRequiredOf,
  wireEnums,
  wireFlag,
  wireGuid,
  wireNumber,
  wirePastTime,
  wireRef,
  wireText,
  wireTexts,
  wireTime,
  wireTypedRef,
} from './fields';
import { known } from './known-values';
import { machineOf, originOf } from '@/lib/storware/resources/tasks';

const location = z
  .object({
    guid: wireGuid,
    backup: wireRef,
    snapshotTime: wirePastTime,
    backupDestination: wireRef,
    backupDestinationType: wireEnum,
    roleType: wireEnumOf('role of a copy', known.copyRole),
    status: wireEnumRequiredOf('state of a copy', known.copyStatus),
    statusInfo: wireText,
    type: wireEnum,
    retentionHint: wireEnumOf('retention of a copy', known.retentionHint),
    archiveExpire: wireTime,
  })
  .transform((wire): StorwareBackupLocation => ({
    guid: wire.guid,
    backupGuid: wire.backup?.guid ?? null,
    snapshotAt: wire.snapshotTime,
    destination: wire.backupDestination,
    destinationType: wire.backupDestinationType,
    role: wire.roleType,
    status: wire.status,
    statusInfo: wire.statusInfo,
    type: wire.type,
    retentionHint: wire.retentionHint,
    expiresAt: wire.archiveExpire,
  }));

export const WireBackupLocation: WireKind<StorwareBackupLocation> = { name: 'backup location', schema: location };

const stored: ReadonlySet<string> = new Set(['SUCCESS', 'PARTIAL_SUCCESS', 'SUCCESS_REMOVED']);

/** Servers say 0 for what there is none of: the size and the phases of a backup that stored nothing. */
function ofStatus(status: string): (value: number | null | undefined) => number | null {
  return (value) => (stored.has(status) ? (value ?? null) : value || null);
}

const timeStats = z
  .object({
    queuedExportTime: wireDuration,
    exportTime: wireDuration,
    queuedStoreTime: wireDuration,
    storeTime: wireDuration,
  })
  .nullish();

export const WireBackup: WireKind<StorwareBackup> = {
  name: 'backup',
  schema: z
    .object({
      guid: wireGuid,
      status: wireEnumRequiredOf('status of a backup', known.backupStatus),
      statusInfo: wireText,
      type: wireEnumOf('kind of a backup', known.backupType),
      snapshotTime: wireTime,
      backupTime: wireTime,
      size: wireNumber,
      effectiveBackupSize: wireNumber,
      protectedEntity: wireTypedRef,
      parentBackup: wireRef,
      backupLocations: wireArray(location),
      backupRule: wireRef,
      originEntity: wireTypedRef,
      warningsPresent: wireBoolean,
      warnings: wireTexts,
      warningsAcknowledged: wireFlag,
      description: wireText,
      taskTimeStats: timeStats,
      taskDurationTime: wireDuration,
      hidden: wireFlag,
      archiveExpire: wireTime,
    })
    .transform((wire): StorwareBackup => {
      const machine = machineOf(wire.protectedEntity);
      const ifSuccessful = ofStatus(wire.status);
      return {
        guid: wire.guid,
        machineGuid: machine.guid,
        machineName: machine.name,
        status: wire.status,
        statusInfo: wire.statusInfo,
        type: wire.type,
        snapshotAt: believed(wire.snapshotTime),
        storedAt: believed(wire.backupTime),
        // With one of the two its age is known.
        timeDoubt:
          believed(wire.snapshotTime) || believed(wire.backupTime)
            ? null
            : (doubtOf(wire.snapshotTime) ?? doubtOf(wire.backupTime)),
        sizeBytes: ifSuccessful(wire.size),
        effectiveSizeBytes: ifSuccessful(wire.effectiveBackupSize),
        parentGuid: wire.parentBackup?.guid ?? null,
        ...originOf(wire.originEntity),
        warnings: wire.warnings,
        warningsPresent: wire.warningsPresent ?? wire.warnings.length > 0,
        warningsAcknowledged: wire.warningsAcknowledged,
        description: wire.description,
        timeStats: {
          queuedExportMs: ifSuccessful(wire.taskTimeStats?.queuedExportTime),
          exportMs: ifSuccessful(wire.taskTimeStats?.exportTime),
          queuedStoreMs: ifSuccessful(wire.taskTimeStats?.queuedStoreTime),
          storeMs: ifSuccessful(wire.taskTimeStats?.storeTime),
        },
        durationMs: ifSuccessful(wire.taskDurationTime),
        locations: wire.backupLocations,
        ruleGuid: wire.backupRule?.guid ?? null,
        ruleName: wire.backupRule?.name ?? null,
        expiresAt: wire.archiveExpire,
        hidden: wire.hidden,
      };
    }),
};

const networkCard = z.object({ guid: wireGuid, uuid: wireText, name: wireText, network: wireRef });

export const WireBackupDetail: WireKind<StorwareBackupDetail> = {
  name: 'backup detail',
  schema: z.intersection(
    WireBackup.schema,
    z
      .object({ networkInterfaceCards: wireArray(networkCard), iscsiMountable: wireBoolean, fileFormats: wireEnums })
      .transform(({ networkInterfaceCards, ...rest }) => ({ ...rest, cards: networkInterfaceCards })),
  ),
};

const vmDisk = z
  .object({ guid: wireText, name: wireText, excludedFromBackup: wireFlag, originalStorage: wireRef })
  .nullish()
  .transform((disk) => disk ?? null);

export const WireBackupFile: WireKind<StorwareBackupFile> = {
  name: 'backup file',
  schema: z
    .object({
      guid: wireGuid,
      path: wireText,
      size: wireNumber,
      backupTime: wirePastTime,
      backupFileType: wireEnum,
      format: wireEnum,
      vmDisk,
      storageId: wireText,
      mountable: wireBoolean,
      iscsiMountable: wireBoolean,
    })
    .transform(({ size, backupTime, backupFileType, vmDisk: disk, ...rest }) => ({
      ...rest,
      sizeBytes: size,
      storedAt: backupTime,
      fileType: backupFileType,
      disk,
    })),
};

export const WireFileSystem: WireKind<StorwareFileSystem> = {
  name: 'file system',
  schema: z
    .object({ guid: wireGuid, volume: wireText, size: wireNumber, type: wireEnum, label: wireText })
    .transform(({ size, ...rest }) => ({ ...rest, sizeBytes: size })),
};

const restoredBackup = z
  .object({
    guid: wireGuid,
    name: wireText,
    snapshotTime: wirePastTime,
    size: wireNumber,
    protectedEntity: wireTypedRef,
  })
  .nullish()
  .transform((backup) => backup ?? null);

const restoreTimeStats = z
  .object({
    queuedRestoreTime: wireDuration,
    restoreTime: wireDuration,
    queuedImportTime: wireDuration,
    importTime: wireDuration,
    queuedMountTime: wireDuration,
    mountTime: wireDuration,
  })
  .nullish();

export const WireRestoreJob: WireKind<StorwareRestoreJob> = {
  name: 'restore job',
  schema: z
    .object({
      guid: wireGuid,
      restoreTime: wirePastTime,
      backup: restoredBackup,
      protectedEntity: wireTypedRef,
      status: wireEnumOf('status of a restore', known.restoreStatus),
      statusInfo: wireText,
      restoreType: wireEnumOf('kind of a restore', known.restoreType),
      taskTimeStats: restoreTimeStats,
      warnings: wireTexts,
      originEntity: wireRef,
    })
    .transform((wire): StorwareRestoreJob => ({
      guid: wire.guid,
      machineGuid: machineOf(wire.protectedEntity ?? wire.backup?.protectedEntity ?? null).guid,
      restoredAt: wire.restoreTime,
      backup: wire.backup && {
        guid: wire.backup.guid,
        name: wire.backup.name,
        snapshotAt: wire.backup.snapshotTime,
        sizeBytes: wire.backup.size,
      },
      status: wire.status,
      statusInfo: wire.statusInfo,
      type: wire.restoreType,
      timeStats: {
        queuedRestoreMs: wire.taskTimeStats?.queuedRestoreTime || null,
        restoreMs: wire.taskTimeStats?.restoreTime || null,
        queuedImportMs: wire.taskTimeStats?.queuedImportTime || null,
        importMs: wire.taskTimeStats?.importTime || null,
        queuedMountMs: wire.taskTimeStats?.queuedMountTime || null,
        mountMs: wire.taskTimeStats?.mountTime || null,
      },
      warnings: wire.warnings,
      origin: wire.originEntity,
    })),
};
