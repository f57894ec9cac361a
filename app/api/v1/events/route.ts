import { noOtherMethods } from '@/lib/http/no-other-methods';
import { streamRoute } from '@/lib/http/stream-route';
import { watchEvents } from '@/lib/portal/events/watch-events';
import { watchFreshness } from '@/lib/portal/events/watch-freshness';

export const GET = streamRoute({
  path: '/api/v1/events',
  summary: "What happens on the tenant's machines, as it happens",
  permission: 'machine:read',
  events: watchEvents,
  eventsWithoutTenant: watchFreshness,
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
