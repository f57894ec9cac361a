import 'server-only';
import type { Checklist, ChecklistItem } from '@/lib/contracts/provider';
import type { ServerText } from '@/lib/contracts/server-text';
import { env } from '@/lib/core/env';
import type { EnvironmentName } from '@/lib/core/env';
import { asField, say } from '@/lib/core/say';
import { db } from '@/lib/db/client';
import { readLinkState } from '@/lib/mirror/storware-memory';
import { seesTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';

/** What to set, as the environment calls it. */
const variables = {
  url: 'STORWARE_URL',
  ca: 'STORWARE_CA_FILE',
  login: 'STORWARE_LOGIN',
  password: 'STORWARE_PASSWORD',
  worker: 'SYNC_WORKER',
} as const satisfies Record<string, EnvironmentName>;

const pages = { storware: '/provider/storware', machines: '/provider/machines' } as const;

/** The kinds without which nothing can be assigned. */
const inventoryKinds = ['machines', 'infrastructure'];

/** What a new provider does first, worked out of what the database holds. Nothing for who may not do it: readers, and providers of chosen tenants. */
export async function getChecklist(scope: ProviderScope): Promise<Checklist> {
  if (scope.actor.provider?.role !== 'PROVIDER' || !seesTenant(scope, null)) return { done: true, items: [] };
  const [link, syncs, machines, tenants, owned, members, invited] = await Promise.all([
    readLinkState(),
    db().mirrorSync.findMany({ where: { kind: { in: inventoryKinds } } }),
    db().mirrorMachine.count({ where: { deletedAt: null } }),
    db().tenant.count(),
    db().ownership.count({ where: { kind: 'MACHINE' } }),
    db().membership.count(),
    db().invitation.count({ where: { expiresAt: { gt: new Date() } } }),
  ]);
  const rest = [
    inventoryItem(syncs, machines),
    countItem(
      'TENANT',
      tenants,
      say('checklist.tenant.done', { tenants }),
      say('checklist.tenant.open'),
      '/provider/tenants',
    ),
    countItem(
      'MACHINES',
      owned,
      say('checklist.machines.done', { owned }),
      say('checklist.machines.open'),
      tenants > 0 ? pages.machines : null,
    ),
    countItem(
      'MEMBER',
      members + invited,
      members > 0 ? say('checklist.member.done', { members }) : say('checklist.member.invited', { invited }),
      say('checklist.member.open'),
      null,
    ),
  ];
  // An inventory that was read proves that Storware answered once: an outage later is no first step.
  return { done: rest.every(({ state }) => state === 'DONE'), items: [storwareItem(link), ...rest] };
}

function item(
  id: ChecklistItem['id'],
  state: ChecklistItem['state'],
  text: ServerText,
  nextStep: ServerText | null,
  href: string | null,
): ChecklistItem {
  return { id, state, ...asField('text', text), ...asField('nextStep', nextStep), href };
}

function countItem(id: ChecklistItem['id'], count: number, done: ServerText, open: ServerText, href: string | null) {
  return count > 0 ? item(id, 'DONE', done, null, href) : item(id, 'OPEN', open, null, href);
}

type Link = NonNullable<Awaited<ReturnType<typeof readLinkState>>>;

function storwareItem(link: Link | null): ChecklistItem {
  const { url, ca, login, password, worker } = variables;
  const is = (state: ChecklistItem['state'], text: ServerText, nextStep: ServerText | null) =>
    item('STORWARE', state, text, nextStep, pages.storware);
  if (link === null)
    return is('WAITING', say('checklist.storware.waiting'), say('checklist.storware.waitingStep', { worker }));
  if (link.certificate !== null)
    return is('FAULT', say('checklist.storware.certificate'), say('checklist.storware.certificateStep', { ca, url }));
  if (!link.reachable)
    return is('FAULT', say('checklist.storware.unreachable'), say('checklist.storware.unreachableStep', { url }));
  if (isRefused(link))
    return is('FAULT', say('checklist.storware.account'), say('checklist.storware.accountStep', { login, password }));
  const isPlain = env().storwareUrl.startsWith('http://');
  return is('DONE', isPlain ? say('checklist.storware.plain') : say('checklist.storware.done'), null);
}

/** It answers, but lets nobody in: every answer so far ended in a failure, and there is no session. */
function isRefused({ sessionSince, lastErrorAt, lastSuccessAt }: Link): boolean {
  return sessionSince === null && lastErrorAt !== null && (lastSuccessAt === null || lastErrorAt >= lastSuccessAt);
}

type Sync = { kind: string; asOf: Date | null; error: string | null };

function inventoryItem(syncs: readonly Sync[], machines: number): ChecklistItem {
  const is = (state: ChecklistItem['state'], text: ServerText, nextStep: ServerText | null = null) =>
    item('INVENTORY', state, text, nextStep, pages.storware);
  const read = syncs.filter(({ asOf }) => asOf !== null);
  if (read.length === inventoryKinds.length) return is('DONE', say('checklist.inventory.done', { machines }));
  // Codes of a server that is out of reach are the item above this one's to explain.
  const hasFailed = syncs.some(
    ({ asOf, error }) => asOf === null && error !== null && error !== 'upstream_unavailable',
  );
  return hasFailed
    ? is('FAULT', say('checklist.inventory.failed'), say('checklist.inventory.failedStep'))
    : is('WAITING', say('checklist.inventory.waiting'));
}
