import * as z from 'zod';
import type { Permission } from './me';
import { Instant } from './scalar';

/** The version of this API: that of its paths, of the OpenAPI document and of the status. */
export const apiVersion = '1';

/** What reading the status takes: every role has it, and so has a token that is narrowed to it. */
export const statusPermission = 'status:read' satisfies Permission;

export const tenantStates = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/** What a monitoring tile shows of a tenant. docs/operations.md, "Monitoring a tenant", has the rules. */
export const TenantStatus = z.object({
  state: z
    .enum(tenantStates)
    .describe(
      'CRITICAL: a machine is failing or unprotected. WARNING: a machine is late, work failed in the last 24 h, or the data is late. UNKNOWN: the data is too old, or nothing is known of any machine.',
    ),
  version: z.literal(apiVersion).describe('The version of this API'),
  asOf: Instant.nullable().describe('When the backup system was last read; null before the first time'),
  machines: z
    .object({
      total: z.number().int(),
      protected: z.number().int(),
      late: z.number().int(),
      failing: z.number().int().describe('The last backup failed, or no recovery point can be restored'),
      unprotected: z.number().int(),
    })
    .describe(
      'The machines that exist on their platform. The total also counts those that wait for their first run, are excluded on purpose, or of which too little is known.',
    ),
  failures24h: z.number().int().describe('Work that failed in the last 24 h'),
  oldestGoodBackupAt: Instant.nullable().describe(
    'The oldest of the last good backups of all machines that are to be backed up; null without any',
  ),
});
export type TenantStatus = z.infer<typeof TenantStatus>;
