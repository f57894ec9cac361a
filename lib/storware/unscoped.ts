/**
 * Reads over all tenants, for the sync worker, the journal and the provider. The results are not checked for ownership;
 * they may be stored, never shown. Each takes `CallOptions` last. The only action here makes the server read, and
 * changes nothing.
 */
export {
  machinePages as allMachinePagesUnscoped,
  listMachines as listAllMachinesUnscoped,
  findMachine as findMachineUnscoped,
} from './resources/machines';
export { listDisks as listDisksUnscoped } from './resources/machines';
export {
  backupPages as backupPagesUnscoped,
  listBackups as listBackupsUnscoped,
  findBackup as findBackupUnscoped,
} from '@/lib/storware/resources/backups';
export { listBackupLocations as listBackupLocationsUnscoped } from '@/lib/storware/resources/backups';
export { listRestoreJobs as listRestoreJobsUnscoped } from './resources/restore-jobs';
export { listTasks as listTasksUnscoped, findTask as findTaskUnscoped } from './resources/tasks';
export { listPolicies as listAllPoliciesUnscoped, findPolicy as findPolicyUnscoped } from './resources/policies';
export { policiesOfMachines as policiesOfMachinesUnscoped } from './resources/policies';
export { listRules as listRulesUnscoped, findRule as findRuleUnscoped } from './resources/policies';
export { listSchedules as listAllSchedulesUnscoped, findSchedule as findScheduleUnscoped } from './resources/policies';
export { listDestinations as listAllDestinationsUnscoped } from './resources/inventory';
export {
  listManagers as listAllManagersUnscoped,
  listHypervisors as listAllHypervisorsUnscoped,
} from './resources/inventory';
export {
  listClusters as listClustersUnscoped,
  listStorages as listStoragesUnscoped,
  listNetworks as listNetworksUnscoped,
} from './resources/inventory';
export {
  listFlavors as listFlavorsUnscoped,
  listProjects as listAllProjectsUnscoped,
  listNodes as listAllNodesUnscoped,
} from './resources/inventory';
export { listMounts as listMountsUnscoped } from './resources/mounts';
export { listPoliciesNamed as listPoliciesNamedUnscoped } from './resources/policy-writes';
export { listSchedulesNamed as listSchedulesNamedUnscoped } from './resources/schedules';
export { startInventorySync as startInventorySyncUnscoped } from './resources/inventory';
export type { InventoryPlace } from './resources/inventory';
