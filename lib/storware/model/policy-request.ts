import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import type { AuthorizedSchedule } from '@/lib/storware/authorized-schedule';

/** How many, and for how long: a backup goes when either is exceeded (STORWARE_API.md 14.11). Synthetic destinations heed only the pair for full ones. */
export type RetentionInput = {
  keepLastFull: number;
  keepFullNewerThanMs: number;
  keepLastIncremental: number;
  keepIncrementalNewerThanMs: number;
};

export type RuleDestinationInput = {
  role: 'PRIMARY' | 'SECONDARY';
  destinationGuid: string;
  active: boolean;
  retention: RetentionInput;
};

/** A rule: which schedules store where (8.2). At least one destination, at most one of each role. */
export type RuleInput = {
  name: string;
  active: boolean;
  schedules: readonly AuthorizedSchedule[];
  destinations: readonly RuleDestinationInput[];
};

/** What is left out stays as it is. A role that `destinations` does not name is switched off, not removed. */
export type RuleChange = Partial<RuleInput>;

/** A policy with its one rule. Auto-assignment is always off: it knows no tenants (guide, 16.8). */
export type PolicyInput = {
  name: string;
  active: boolean;
  /** 0..100, larger runs first. */
  priority: number;
  autoRemoveNonPresent: boolean;
  /** A machine that has another policy is moved (14.10). */
  machines: readonly AuthorizedMachine[];
  tenantId: string | null;
  rule: RuleInput;
};

/** What is left out stays as it is. Machines are added and removed, never replaced: others may have come since. */
export type PolicyChange = Partial<
  Pick<PolicyInput, 'name' | 'active' | 'priority' | 'autoRemoveNonPresent' | 'tenantId'>
> & {
  add?: readonly AuthorizedMachine[];
  remove?: readonly AuthorizedMachine[];
};

/** `ruleGuid` is null when the server did not say which; it has one. */
export type CreatedPolicy = { policyGuid: string; ruleGuid: string | null };
