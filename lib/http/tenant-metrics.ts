import 'server-only';
import { Gauge, Registry } from 'prom-client';
import { tenantStates } from '@/lib/contracts/status';
import type { TenantStatus } from '@/lib/contracts/status';

/** The content type of Prometheus' text format. */
export const prometheusType = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The status of a tenant in Prometheus' text format. Its only labels are the slug of the tenant and words of the contract: no name
 * that a person gave, and a number of series that does not grow with the machines. A time that is not known has no series.
 */
export function tenantMetrics(tenant: string, status: TenantStatus): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, series: readonly (readonly [Record<string, string>, number | null])[]) => {
    const labelNames = ['tenant', ...Object.keys(series[0]?.[0] ?? {})];
    const made = new Gauge({ name: `portal_tenant_${name}`, help, labelNames, registers: [registry] });
    for (const [labels, value] of series) if (value !== null) made.set({ tenant, ...labels }, value);
  };
  const { machines } = status;
  gauge('info', 'The version of this API', [[{ version: status.version }, 1]]);
  gauge(
    'state',
    'State of the tenant: 1 for the present one',
    tenantStates.map((state) => [{ state }, state === status.state ? 1 : 0]),
  );
  gauge('machines', 'Machines that exist on their platform', [[{}, machines.total]]);
  gauge('machines_by_protection', 'Those machines by protection', [
    [{ protection: 'protected' }, machines.protected],
    [{ protection: 'late' }, machines.late],
    [{ protection: 'failing' }, machines.failing],
    [{ protection: 'unprotected' }, machines.unprotected],
  ]);
  gauge('failures_24h', 'Work that failed in the last 24 hours', [[{}, status.failures24h]]);
  gauge(
    'oldest_good_backup_timestamp_seconds',
    'The oldest of the last good backups of machines that are to be backed up',
    [[{}, secondsOf(status.oldestGoodBackupAt)]],
  );
  gauge('data_timestamp_seconds', 'When the backup system was last read', [[{}, secondsOf(status.asOf)]]);
  return registry.metrics();
}

function secondsOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant) / 1_000;
}
