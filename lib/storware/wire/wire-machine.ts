import * as z from 'zod';
import type { StorwareDisk } from '@/lib/storware/model/disk';
import type { IncrementalBlock } from '@/lib/storware/model/incremental-block';
import type { StorwareMachine, StorwareMachineDetail } from '@/lib/storware/model/machine';
import { known } from './known-values';
import type { WireKind } from './parse-list';
import { withRaw } from './parse-list';
import {
  wireBoolean,
  wireEnum,
  wireEnumOf,
  wireEnums,
  wireFlag,
  wireGuid,
  wireNumber,
  wireRef,
  wireRefs,
  wireText,
  wireTexts,
  wirePastTime,
} from './primitives';

/** Storware has no "none" for sizes: it says 0 (STORWARE_API.md 11.1). */
const wireSizeOrNone = wireNumber.transform((bytes) => (bytes === null || bytes <= 0 ? null : bytes));

const schema = z
  .object({
    guid: wireGuid,
    uuid: wireText,
    name: wireText,
    originalName: wireText,
    present: wireBoolean,
    hvType: wireEnumOf('platform', known.platform),
    hvmType: wireEnumOf('platform', known.platform),
    hypervisor: wireRef,
    hvManager: wireRef,
    hvCluster: wireRef,
    project: wireRef,
    tenantId: wireText,
    vmFlavor: wireRef,
    networks: wireRefs,
    vmBackupPolicy: wireRef,
    snapshotMgmtPolicy: wireRef,
    backupUpToDate: wireBoolean,
    lastBackup: wirePastTime,
    lastSuccessfulBackupSize: wireSizeOrNone,
    lastSuccessfulFullBackupSize: wireSizeOrNone,
    lastSuccessfulFullBackup: wireRef,
    lastSuccessfulIncBackup: wireRef,
    lastStoredSnapshot: wireRef,
    restorable: wireBoolean,
    restoreStatus: wireEnum,
    warningsPresent: wireFlag,
    tags: wireTexts,
    lastChainMarkedForDeletion: wireFlag,
  })
  .transform((wire): StorwareMachine => ({
    guid: wire.guid,
    uuid: wire.uuid,
    name: wire.name ?? wire.originalName ?? wire.uuid ?? wire.guid,
    platform: wire.hvmType ?? wire.hvType ?? 'UNKNOWN',
    // Absence of the flag is no proof that the machine is gone.
    present: wire.present ?? true,
    policy: wire.vmBackupPolicy,
    snapshotPolicy: wire.snapshotMgmtPolicy,
    project: wire.project,
    tenantId: wire.tenantId,
    cluster: wire.hvCluster,
    manager: wire.hvManager,
    hypervisor: wire.hypervisor,
    flavor: wire.vmFlavor,
    networks: wire.networks,
    backupUpToDate: wire.backupUpToDate,
    lastBackupAt: wire.lastBackup,
    lastSuccessfulBackupSizeBytes: wire.lastSuccessfulBackupSize,
    lastFullSizeBytes: wire.lastSuccessfulFullBackupSize,
    lastFullBackup: wire.lastSuccessfulFullBackup,
    lastIncBackup: wire.lastSuccessfulIncBackup,
    lastStoredSnapshot: wire.lastStoredSnapshot,
    warningsPresent: wire.warningsPresent,
    tags: wire.tags,
    restorable: wire.restorable,
    restoreStatus: wire.restoreStatus,
    lastChainMarkedForDeletion: wire.lastChainMarkedForDeletion,
  }));

export const WireMachine: WireKind<StorwareMachine> = { name: 'machine', schema };

export const WireMachineDetail: WireKind<StorwareMachineDetail> = { name: 'machine detail', schema: withRaw(schema) };

export const WireDisk: WireKind<StorwareDisk> = {
  name: 'disk',
  schema: z
    .object({
      guid: wireGuid,
      uuid: wireText,
      name: wireText,
      size: wireNumber,
      present: wireBoolean,
      excludedFromBackup: wireFlag,
      supported: wireBoolean,
      type: wireEnum,
      originalStorage: wireRef,
      virtualMachine: wireRef,
    })
    .transform(({ size, present, supported, virtualMachine, ...rest }) => ({
      ...rest,
      sizeBytes: size,
      present: present ?? true,
      supported: supported ?? true,
      machineGuid: virtualMachine?.guid ?? null,
    })),
};

export const WireIncrementalBlock: WireKind<IncrementalBlock> = {
  name: 'incremental block',
  schema: z
    .object({ virtualMachine: z.object({ guid: wireGuid }), reasons: wireEnums })
    .transform(({ virtualMachine, reasons }) => ({ machineGuid: virtualMachine.guid, reasons })),
};
