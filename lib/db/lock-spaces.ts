/**
 * The numbers of all advisory locks of the portal: a lock of its own, or the first half of a key whose second half
 * names what is locked. No two share a number, and none is written anywhere else.
 */
export const lockSpaces = {
  /** While migrations are applied. */
  migration: 7_430_000,
  /** Serialises transactions that write the change feed. */
  changeFeed: 7_430_001,
  /** By machine: work on it starts, or is linked to its task. */
  machine: 7_430_002,
  /** Held by the one sync worker as long as it leads. */
  leader: 7_430_003,
  /** By person: downloads start. */
  download: 7_430_004,
  /** By policy: a saga that writes it starts. */
  policy: 7_430_005,
  /** By tenant: a name for a policy is taken. */
  policyNames: 7_430_006,
  /** Short names and external ids of tenants are given. */
  tenantNames: 7_430_007,
} as const;
