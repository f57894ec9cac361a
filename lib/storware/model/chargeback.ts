export type ChargebackGrouping =
  | 'backup-destination'
  | 'backup-policy'
  | 'virtual-machine'
  | 'hypervisor'
  | 'hypervisor-cluster'
  | 'hypervisor-manager'
  | 'project';

/** What to sum up; empty lists restrict nothing. Both ends of the period are sent (STORWARE_API.md 10). */
export type ChargebackQuery = {
  groupBy: ChargebackGrouping;
  from: Date;
  to: Date;
  machineGuids?: readonly string[];
  projectGuids?: readonly string[];
  destinationGuids?: readonly string[];
  policyGuids?: readonly string[];
};

/** `name` without the `uuid_<project>_` prefix that a server may put in front (13.6). */
export type StorwareChargebackRow = { guid: string | null; name: string; sizeBytes: number };
