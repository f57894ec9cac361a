import * as z from 'zod';
import type { StorwareChargebackRow } from '@/lib/storware/model/chargeback';
import type {
  StorwareBackupStats,
  StorwareDestinationFill,
  StorwareProtectionCounts,
  StorwareStagingSpace,
} from '@/lib/storware/model/dashboard';
import type { WireKind } from './parse';
import { wireArray, wireGuid, wireNumber, wireRef, wireText } from './fields';
import { freeBytesOf } from './wire-inventory';

const count = wireNumber.transform((value) => value ?? 0);
const counts = z
  .object({ protectedNo: count, notProtected: count, noSchedule: count })
  .transform(({ protectedNo, ...rest }) => ({ isProtected: protectedNo, ...rest }));

export const WireProtectionCounts: WireKind<StorwareProtectionCounts> = {
  name: 'dashboard protection',
  schema: z.object({ vm: counts }).transform(({ vm }) => vm),
};

export const WireBackupStats: WireKind<StorwareBackupStats> = {
  name: 'dashboard backup stats',
  schema: z
    .object({ successful: count, failed: count, inProgress: count, queued: count, totalData: wireText })
    .transform(({ totalData, ...rest }) => ({ ...rest, totalDataText: totalData })),
};

export const WireStagingSpace: WireKind<StorwareStagingSpace> = {
  name: 'dashboard staging space',
  schema: z
    .object({ node: wireRef, totalSpace: wireNumber, availableSpace: wireNumber })
    .transform((wire) => ({ node: wire.node, totalBytes: wire.totalSpace, availableBytes: wire.availableSpace })),
};

const fill = z
  .object({ guid: wireGuid, name: wireText, totalUsedSpace: wireNumber, totalAvailableSpace: wireNumber })
  .transform((wire): StorwareDestinationFill => ({
    guid: wire.guid,
    name: wire.name,
    usedBytes: wire.totalUsedSpace,
    capacityBytes: wire.totalAvailableSpace,
    freeBytes: freeBytesOf(wire.totalAvailableSpace, wire.totalUsedSpace),
  }));

export const WireDestinationFills: WireKind<StorwareDestinationFill[]> = {
  name: 'dashboard destinations',
  schema: z.object({ backupDestinations: wireArray(fill) }).transform((wire) => wire.backupDestinations),
};

export const WireChargebackRow: WireKind<StorwareChargebackRow> = {
  name: 'chargeback row',
  schema: z.object({ guid: wireText, name: wireText, size: count }).transform((wire) => ({
    guid: wire.guid,
    // The server may put `uuid_<project>_` in front of names made under a project (13.6).
    name: (wire.name ?? wire.guid ?? '').replace(/^uuid_[^_]+_/, ''),
    sizeBytes: wire.size,
  })),
};
