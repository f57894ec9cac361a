import 'server-only';
import { totalled } from '@/lib/contracts/provider-overview';
import type { ProviderOverview, TenantFigures, Totalled } from '@/lib/contracts/provider-overview';
import { countsADayAgo, countsOfTenants } from '@/lib/mirror/queries/tenant-counts';
import { db } from '@/lib/db/client';
import { asOf } from '@/lib/mirror/sync-record';
import { seenTenants } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope } from '@/lib/portal/scope/tenant-scope';
import { listTenants } from './read-tenants';

/** How well each tenant that the provider may see is protected, in counts only, with sums over customers. */
export async function getProviderOverview(scope: ProviderScope, now: Date = new Date()): Promise<ProviderOverview> {
  const heardAt = await asOf('machines');
  const [{ items, unassigned }, ids, counts, before] = await Promise.all([
    listTenants(scope),
    db().tenant.findMany({ where: seenTenants(scope), select: { id: true, slug: true } }),
    countsOfTenants(),
    countsADayAgo(now),
  ]);
  const idOf = new Map(ids.map(({ id, slug }) => [slug, id]));
  const figures = items.map(({ slug, name, status, internal }): TenantFigures => {
    const id = idOf.get(slug) ?? '';
    const known = heardAt === null ? undefined : counts.get(id);
    return {
      slug,
      name,
      status,
      internal,
      machines: known?.machines ?? null,
      now: known ?? null,
      dayAgo: before.get(id) ?? null,
      withoutPolicy: known?.withoutPolicy ?? null,
      lastGoodAt: known?.lastGoodAt?.toISOString() ?? null,
      storedBytes: known?.storedBytes ?? null,
    };
  });
  const customers = figures.filter(({ internal }) => !internal);
  return {
    items: figures,
    totals: Object.fromEntries(totalled.map((name) => [name, totalOf(customers, name)])) as ProviderOverview['totals'],
    unassigned: heardAt === null ? null : unassigned,
    asOf: heardAt?.toISOString() ?? null,
  };
}

function totalOf(figures: readonly TenantFigures[], name: Totalled): { value: number | null; complete: boolean } {
  const values = figures.map((one) =>
    name === 'machines' || name === 'withoutPolicy' || name === 'storedBytes' ? one[name] : (one.now?.[name] ?? null),
  );
  const known = values.filter((value) => value !== null);
  const isUnknown = known.length === 0 && values.length > 0;
  return {
    value: isUnknown ? null : known.reduce((sum, value) => sum + value, 0),
    complete: known.length === values.length,
  };
}
