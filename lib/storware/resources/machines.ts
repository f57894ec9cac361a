import * as z from 'zod';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import { ifOffered } from '@/lib/storware/capability/availability';
import type {
  IncrementalBlock,
  StorwareDisk,
  StorwareMachine,
  StorwareMachineDetail,
} from '@/lib/storware/model/machine';
import type { StorwareList, StorwarePage, StorwareWhole } from '@/lib/storware/model/result';
import { known } from '@/lib/storware/wire/known-values';
import { parseList, withRaw } from '@/lib/storware/wire/parse';
import type { WireKind } from '@/lib/storware/wire/parse';
import {
  wireBoolean,
  wireEnum,
  wireEnumOf,
  wireEnums,
  wireFlag,
  wireGuid,
  wireNumber,
  wirePastTime,
  wireRef,
  wireRefs,
  wireText,
  wireTexts,
} from '@/lib/storware/wire/fields';
import { fetchList, fetchPages, fetchWhole, findOne, keeping } from './requests';

const listRoute = { template: '/virtual-machines' };

/** Every machine of the inventory, gone ones included, page by page (STORWARE_API.md 3.1). */
export function machinePages(call?: CallOptions): AsyncGenerator<StorwarePage<StorwareMachine>, void, undefined> {
  return fetchPages(clientOf(call), WireMachine, listRoute, call?.signal);
}

/** Every machine of the inventory, gone ones included (3.1). */
export function listMachines(call?: CallOptions): Promise<StorwareWhole<StorwareMachine>> {
  return fetchWhole(clientOf(call), WireMachine, listRoute, call?.signal);
}

/** One machine with its details; null for an unknown guid (3.2). */
export function findMachine(guid: string, call?: CallOptions): Promise<StorwareMachineDetail | null> {
  return findOne(
    clientOf(call),
    WireMachineDetail,
    { template: '/virtual-machines/{guid}', params: { guid } },
    call?.signal,
  );
}

/** The disks of a machine (3.3). One that names another machine is dropped. */
export async function listDisks(machineGuid: string, call?: CallOptions): Promise<StorwareList<StorwareDisk>> {
  const list = await fetchList(
    clientOf(call),
    WireDisk,
    { template: '/virtual-machine-disks', query: { 'virtual-machine': machineGuid } },
    call?.signal,
  );
  return keeping(list, (disk: StorwareDisk) => disk.machineGuid === machineGuid);
}

/**
 * Those of the machines that can't do an incremental backup now, with the reasons. Null when the server does
 * not know the question: then offer it, and say that it may become a full one (3.3, 13.39).
 */
export async function findIncrementalBlocks(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<IncrementalBlock[] | null> {
  const client = clientOf(call);
  const entities = machineGuids.map((guid) => ({ guid }));
  const requested = new Set(machineGuids);
  return ifOffered(async () => {
    const answer = await client.read(
      { method: 'POST', template: '/virtual-machines/incremental-not-possible', body: { entities } },
      { signal: call?.signal },
    );
    return answer
      .understand((body) => parseList(WireIncrementalBlock, body ?? [], client.log))
      .items.filter((block) => requested.has(block.machineGuid));
  });
}

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
