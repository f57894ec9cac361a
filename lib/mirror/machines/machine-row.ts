import 'server-only';
import { nameOrStandIn } from '@/lib/contracts/scalar';
import type { Tx } from '@/lib/db/client';
import { contentHash, storableJson, wholeNumber } from '@/lib/mirror/mirror-write';
import { nameOwnPolicies } from '@/lib/mirror/policies/policy-summary';
import type { StorwareMachine } from '@/lib/storware/model/machine';

/** No index of PostgreSQL takes a longer one, whatever its characters. */
const longestName = 500;

/** The mirrored fields of a machine's own record; list and detail give the same. */
export type MachineRow = ReturnType<typeof machineRow>;

/**
 * Storware's record as a row. The names of managers, hypervisors and clusters are infrastructure and are left out
 * (STORWARE_API.md 13.45).
 */
export function machineRow(machine: StorwareMachine) {
  const row = {
    guid: machine.guid,
    uuid: machine.uuid,
    name: nameOrStandIn(machine.name, machine.uuid ?? machine.guid).slice(0, longestName),
    platform: machine.platform,
    present: machine.present,
    policyGuid: machine.policy?.guid ?? null,
    policyName: machine.policy === null ? null : withoutProjectPrefix(machine.policy.name ?? machine.policy.guid),
    projectGuid: machine.project?.guid ?? null,
    projectName: machine.project?.name ?? null,
    managerGuid: machine.manager?.guid ?? null,
    hypervisorGuid: machine.hypervisor?.guid ?? null,
    clusterGuid: machine.cluster?.guid ?? null,
    flavorGuid: machine.flavor?.guid ?? null,
    networkGuids: machine.networks.map(({ guid }) => guid).toSorted(),
    backupUpToDate: machine.backupUpToDate,
    sizeBytes: wholeNumber(machine.lastFullSizeBytes ?? machine.lastSuccessfulBackupSizeBytes),
    warningsPresent: machine.warningsPresent,
  };
  return { ...row, contentHash: contentHash(row) };
}

/** A server adds the project in front of the names of a project's policies and schedules (13.6): for display only. */
export function withoutProjectPrefix(name: string): string {
  return name.replace(/^uuid_[^_]+_/, '') || name;
}

/**
 * Writes rows that are new or differ, read at `readAt`; one whose details were read later stays. The machines' backups,
 * protection and details are not changed.
 */
export async function writeMachineRows(tx: Tx, rows: readonly MachineRow[], readAt: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "MirrorMachine" AS m (guid, uuid, name, platform, present, "policyGuid", "policyName", "projectGuid", "projectName",
      "managerGuid", "hypervisorGuid", "clusterGuid", "flavorGuid", "networkGuids", "backupUpToDate", "sizeBytes", "warningsPresent", tags, "contentHash", "policySince")
    SELECT r.guid, r.uuid, r.name, r.platform, r.present, r."policyGuid", r."policyName", r."projectGuid", r."projectName",
      r."managerGuid", r."hypervisorGuid", r."clusterGuid", r."flavorGuid", r."networkGuids", r."backupUpToDate", r."sizeBytes", r."warningsPresent", '{}', r."contentHash",
      CASE WHEN r."policyGuid" IS NOT NULL THEN ${readAt}::timestamptz END
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(guid text, uuid text, name text, platform text, present boolean,
      "policyGuid" text, "policyName" text, "projectGuid" text, "projectName" text, "managerGuid" text, "hypervisorGuid" text,
      "clusterGuid" text, "flavorGuid" text, "networkGuids" text[], "backupUpToDate" boolean, "sizeBytes" bigint, "warningsPresent" boolean, "contentHash" text)
    ON CONFLICT (guid) DO UPDATE SET uuid = EXCLUDED.uuid, name = EXCLUDED.name, platform = EXCLUDED.platform, present = EXCLUDED.present,
      "deletedAt" = NULL, "policyGuid" = EXCLUDED."policyGuid", "policyName" = EXCLUDED."policyName", "projectGuid" = EXCLUDED."projectGuid",
      "projectName" = EXCLUDED."projectName", "managerGuid" = EXCLUDED."managerGuid", "hypervisorGuid" = EXCLUDED."hypervisorGuid",
      "clusterGuid" = EXCLUDED."clusterGuid", "flavorGuid" = EXCLUDED."flavorGuid", "networkGuids" = EXCLUDED."networkGuids", "backupUpToDate" = EXCLUDED."backupUpToDate", "sizeBytes" = EXCLUDED."sizeBytes",
      "warningsPresent" = EXCLUDED."warningsPresent", "contentHash" = EXCLUDED."contentHash",
      "policySince" = CASE WHEN m."policyGuid" IS DISTINCT FROM EXCLUDED."policyGuid" THEN EXCLUDED."policySince" ELSE m."policySince" END
    WHERE m."detailsAt" IS NULL OR m."detailsAt" <= ${readAt}`;
  await nameOwnPolicies(
    tx,
    rows.map(({ guid }) => guid),
  );
}
