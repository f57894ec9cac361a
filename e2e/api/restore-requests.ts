import { Entitlements } from '@/lib/contracts/provider';
import type { PutEntitlementsBody } from '@/lib/contracts/provider';
import type { Operation } from '@/lib/contracts/operation';
import { Preflight, RestoreOptions, StartRestoreAnswer } from '@/lib/contracts/restore';
import type { RestoreBody } from '@/lib/contracts/restore';
import type { Ids } from './isolation-matrix';
import { newKey } from './portal-session';
import type { ApiAnswer, PortalSession } from './portal-session';

/** The options of a recovery point; throws when the portal returns an error. */
export async function restoreOptions(session: PortalSession, recoveryPoint: string): Promise<RestoreOptions> {
  const answer = await session.call(`/api/v1/recovery-points/${recoveryPoint}/restore-options`);
  if (answer.status !== 200) throw new Error(`no options: ${answer.status} ${answer.text}`);
  return RestoreOptions.parse(answer.json);
}

/** The report on a restore; throws for a body that is refused. */
export async function preflightOf(session: PortalSession, body: RestoreBody): Promise<Preflight> {
  const answer = await session.call(`/api/v1/recovery-points/${body.recoveryPoint}/preflight`, {
    method: 'POST',
    body,
  });
  if (answer.status !== 200) throw new Error(`no report: ${answer.status} ${answer.text}`);
  return Preflight.parse(answer.json);
}

/** Requests a restore; with the same key it is the same intended action. */
export function requestRestore(session: PortalSession, body: RestoreBody, key = newKey()): Promise<ApiAnswer> {
  return session.call('/api/v1/restores', { method: 'POST', headers: { 'Idempotency-Key': key }, body });
}

/** The operation of an accepted restore; throws when it was not accepted. */
export function restoreOf(answer: ApiAnswer): Operation {
  if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text}`);
  return StartRestoreAnswer.parse(answer.json).operation;
}

type RestoreIds = Pick<
  Ids,
  'manager' | 'hypervisor' | 'cluster' | 'storage' | 'project' | 'network' | 'flavor' | 'node' | 'file' | 'card'
>;

/** Ids that a restore of this point may name together; empty where its platform has none. */
export async function restoreIds(session: PortalSession, recoveryPoint: string): Promise<RestoreIds> {
  const { fields, defaults } = await restoreOptions(session, recoveryPoint);
  const chosen = new Set([defaults?.hypervisorManager, defaults?.hypervisor, defaults?.cluster, defaults?.project]);
  const field = (name: string) => fields.find((one) => one.name === name);
  const open = (name: string): string => {
    const choices =
      field(name)?.choices.filter(({ within }) => within.length === 0 || within.some((guid) => chosen.has(guid))) ?? [];
    return (choices.find(({ detail }) => detail === 'original') ?? choices[0])?.guid ?? '';
  };
  return {
    manager: defaults?.hypervisorManager ?? '',
    hypervisor: defaults?.hypervisor ?? '',
    cluster: defaults?.cluster ?? '',
    project: defaults?.project ?? '',
    storage: open('storage'),
    network: open('networks'),
    flavor: open('flavor'),
    node: open('node'),
    file: field('disks')?.items[0]?.guid ?? '',
    card: field('networks')?.items[0]?.guid ?? '',
  };
}

/** Entitles a tenant to these only, so that everything else is another tenant's. */
export async function entitleOnly(
  provider: PortalSession,
  tenant: string,
  { destination, manager, cluster, storage, project, network, flavor }: Ids,
): Promise<void> {
  const listed: PutEntitlementsBody['listed'] = {
    destinations: [destination],
    managers: [manager],
    hypervisors: [],
    clusters: [cluster],
    storages: [storage],
    projects: [project],
    networks: [network],
    flavors: [flavor],
    nodes: [],
  };
  const body: PutEntitlementsBody = { ownPlaces: false, iscsi: false, defaultDestination: destination, listed };
  const answer = await provider.call(`/api/v1/provider/tenants/${tenant}/entitlements`, { method: 'PUT', body });
  if (answer.status !== 200) throw new Error(`not entitled: ${answer.status} ${answer.text}`);
  Entitlements.parse(answer.json);
}
