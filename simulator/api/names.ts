import type { Backup } from '@/simulator/model/backup';
import { ApiError } from './api-error';
import type { Call } from './call';

/** 2025-11-20 01:00:04, UTC. */
export function timeLabel(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
}

/** The composed name of a backup: a label, not a key (2.1). */
export function backupName(backup: Backup): string {
  return `${backup.machineName} - ${timeLabel(backup.snapshotTime ?? backup.createdAt)}`;
}

/** An object's own name. */
export function nameOf(object: { name: string }): string {
  return object.name;
}

/** The project in whose scope a request is made: by parameter or third-party header (1.5). */
export function projectScope({ query, scope }: Call): string | null {
  return query.text('project-uuid') ?? scope ?? null;
}

/** The name under which a schedule or policy is kept: since 5.1 those made in a project's scope get its prefix, once (13.6). */
export function keptName(call: Call, name: string): string {
  const project = projectScope(call);
  if (project === null || !call.sim.behaviour.projectNamePrefix) return name;
  const prefix = `uuid_${project}_`;
  return name.startsWith(prefix) ? name : `${prefix}${name}`;
}

/** Refuses a name that another object of the kind has, in any case of letters, whoever owns it (14.10). */
export function checkNameFree(
  call: Call,
  kind: string,
  name: string,
  others: Iterable<{ guid: string; name: string }>,
  self?: string,
): void {
  const wanted = name.toLowerCase();
  for (const other of others) {
    if (other.guid !== self && other.name.toLowerCase() === wanted) {
      throw new ApiError(call.sim.behaviour.nameConflictStatus, `${kind} with name '${name}' already exists`);
    }
  }
}

/** The tenant tag as this server keeps it (13.5). */
export function keptTenantId(call: Call, tenantId: string | null | undefined): string | null {
  return call.sim.behaviour.tenantIdInBodies === 'drop' ? null : (tenantId ?? null);
}

/** Fields of a body that this server does not know: it keeps them and gives them back. */
export function extraFields(
  body: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Record<string, unknown> {
  const names = new Set(known);
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => !names.has(name) && value !== undefined));
}
