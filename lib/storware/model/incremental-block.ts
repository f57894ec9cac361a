import type { OpenEnum } from './open-enum';

/** Why a machine can't do an incremental backup now; only one reason is documented (STORWARE_API.md 3.3). */
export type IncrementalBlockReason = OpenEnum<'MISSING_INCREMENTAL_SCHEDULER'>;

/** A machine for which an incremental backup is not possible now. */
export type IncrementalBlock = { machineGuid: string; reasons: IncrementalBlockReason[] };
