const ROLES = [
  'web',
  'db',
  'app',
  'mail',
  'cache',
  'queue',
  'build',
  'file',
  'proxy',
  'monitor',
  'search',
  'batch',
  'crm',
  'erp',
  'vpn',
  'log',
] as const;

const PROJECTS = [
  'acme',
  'globex',
  'umbrella',
  'soylent',
  'hooli',
  'stark',
  'wayne',
  'tyrell',
  'cyberdyne',
  'wonka',
  'duff',
  'aperture',
] as const;

/** Names of machines: role and running number (web-01, db-01, ..., web-02); every name once. */
export function machineName(index: number): string {
  const role = ROLES[index % ROLES.length] ?? 'vm';
  return `${role}-${String(Math.floor(index / ROLES.length) + 1).padStart(2, '0')}`;
}

/** Names of projects; the first two are acme and globex. */
export function projectName(index: number): string {
  return PROJECTS[index] ?? `tenant-${String(index + 1).padStart(3, '0')}`;
}

/** Keystone ids of the first two projects: the same whatever the seed, so that a demo can rely on them. */
export const STABLE_PROJECT_UUIDS: Readonly<Record<string, string>> = {
  acme: 'ac3e0000c0de4f0b8d1c9e8f7a6b5c4d',
  globex: '910be0c0c0de4a7b9e2d1f3c5b7a9d80',
};

/** The size of a generated server; `now` is the moment at which its history ends. */
export interface SeedOptions {
  seed: number;
  machines: number;
  projects: number;
  now: number;
  /**
   * Durations in the history are those of work at this speed, so that estimates made from it are right for new work.
   */
  workSpeed: number;
}
