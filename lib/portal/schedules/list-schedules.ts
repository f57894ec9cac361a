import 'server-only';
import type { ScheduleList, ScheduleListQuery } from '@/lib/contracts/schedule';
import { asOf } from '@/lib/mirror/queries/as-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { visibleSchedules } from './get-schedule';

const runsShown = 3;

/** One page of the schedules that the tenant may see. A policy that it may not see has none. */
export async function listSchedules(
  scope: TenantScope,
  { page, pageSize, sort, search, policy }: ScheduleListQuery,
): Promise<ScheduleList> {
  const wanted = search.toLowerCase();
  const found = (await visibleSchedules(scope, runsShown, policy)).filter(({ name }) =>
    name.toLowerCase().includes(wanted),
  );
  const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const direction = sort.descending ? -1 : 1;
  const sorted = found.toSorted((one, other) => {
    const first =
      direction *
      (sort.key === 'policy'
        ? byName.compare(one.policy?.name ?? '', other.policy?.name ?? '')
        : byName.compare(one.name, other.name));
    return first || byName.compare(one.name, other.name) || (one.guid < other.guid ? -1 : 1);
  });
  const heard = await asOf('schedules');
  return {
    items: sorted.slice((page - 1) * pageSize, page * pageSize),
    page,
    pageSize,
    total: sorted.length,
    asOf: heard?.toISOString() ?? null,
  };
}
