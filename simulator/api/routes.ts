import type { Sessions } from './session';
import { sessionRoutes } from './session';

import { backupFileRoutes } from './backup-files';
import { backupRoutes } from './backups';
import type { Routes } from './call';
import { chargebackRoutes } from './chargeback';
import { dashboardRoutes } from './dashboard';
import { destinationRoutes } from './destinations';
import { diskRoutes, machineSettingsRoutes, virtualMachineRoutes } from './virtual-machines';
import { inventoryRoutes } from './inventory';
import { mountedBackupRoutes, mountedFileRoutes } from './mounts';
import { policyRoutes } from './policies';
import { policyWriteRoutes } from './policy-write';
import { restoreJobRoutes, restoreSettingsRoutes } from './restore-jobs';
import { retentionMarkRoutes } from './retention-marks';
import { ruleWriteRoutes } from './rule-write';
import { scheduleRoutes, scheduleWriteRoutes } from './schedules';
import { settingsListRoutes } from './settings-lists';
import { taskRoutes, workflowRoutes } from './tasks';

/** All resources; fixed paths of a resource stand before those with a guid. */
export function allRoutes(sessions: Sessions): Routes[] {
  return [
    sessionRoutes(sessions),
    machineSettingsRoutes,
    virtualMachineRoutes,
    diskRoutes,
    backupRoutes,
    backupFileRoutes,
    restoreJobRoutes,
    restoreSettingsRoutes,
    retentionMarkRoutes,
    mountedBackupRoutes,
    mountedFileRoutes,
    taskRoutes,
    workflowRoutes,
    scheduleRoutes,
    scheduleWriteRoutes,
    policyRoutes,
    policyWriteRoutes,
    ruleWriteRoutes,
    destinationRoutes,
    settingsListRoutes,
    inventoryRoutes,
    dashboardRoutes,
    chargebackRoutes,
  ];
}
