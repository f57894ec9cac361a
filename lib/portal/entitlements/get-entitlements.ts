import 'server-only';
import { entitledLists } from '@/lib/contracts/entitlements';
import type { EntitledList, Entitlements } from '@/lib/contracts/entitlements';
import type { Ref } from '@/lib/contracts/scalar';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { EntitledKind } from '@/lib/db/generated/client';
import { ownPlaces } from '@/lib/portal/scope/own-places';
import { PlaceFacts } from '@/lib/portal/scope/place-facts';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';

/** Each list of the API and what the database calls its kind. */
export const kindOfList: Readonly<Record<EntitledList, EntitledKind>> = {
  destinations: 'DESTINATION',
  managers: 'MANAGER',
  hypervisors: 'HYPERVISOR',
  clusters: 'CLUSTER',
  storages: 'STORAGE',
  projects: 'PROJECT',
  networks: 'NETWORK',
  flavors: 'FLAVOR',
  nodes: 'NODE',
};

/** What a tenant may use without owning it; `not_found` for a tenant that does not exist. */
export async function getEntitlements(_scope: ProviderScope, slug: string): Promise<Entitlements> {
  const tenant = await db().tenant.findUnique({
    where: { slug },
    select: { id: true, externalId: true, ownPlaces: true, allowsIscsi: true },
  });
  if (!tenant) throw new AppError('not_found', { meta: { kind: 'tenant', slug } });
  const rows = await db().entitlement.findMany({ where: { tenantId: tenant.id }, orderBy: { guid: 'asc' } });
  const own = tenant.ownPlaces ? await ownPlaces(db(), tenant) : null;
  const listed: Partial<Entitlements['listed']> = {};
  const derived: Partial<Entitlements['own']> = {};
  for (const list of entitledLists) {
    const kind = kindOfList[list];
    const given = rows.filter((row) => row.kind === kind).map(({ guid }) => guid);
    const mine = kind === 'DESTINATION' ? [] : [...(own?.[kind] ?? [])];
    const names = await namesOf(kind, [...given, ...mine]);
    listed[list] = given.map((guid) => ({ guid, name: names.get(guid) ?? null }));
    derived[list] = mine
      .flatMap((guid): Ref[] => (names.has(guid) ? [{ guid, name: names.get(guid) ?? '' }] : []))
      .sort((a, b) => a.name.localeCompare(b.name) || (a.guid < b.guid ? -1 : 1));
  }
  return {
    ownPlaces: tenant.ownPlaces,
    iscsi: tenant.allowsIscsi,
    defaultDestination: rows.find((row) => row.kind === 'DESTINATION' && row.isDefault)?.guid ?? null,
    listed: listed as Entitlements['listed'],
    own: derived as Entitlements['own'],
  };
}

/** As the provider knows them: managers and hypervisors by their addresses. */
async function namesOf(kind: EntitledKind, guids: readonly string[]): Promise<Map<string, string>> {
  if (guids.length === 0) return new Map();
  const rows = await db().mirrorInfrastructure.findMany({
    where: { kind, guid: { in: [...guids] } },
    select: { guid: true, name: true, data: true },
  });
  return new Map(rows.map(({ guid, name, data }) => [guid, PlaceFacts.parse(data).address ?? name]));
}
