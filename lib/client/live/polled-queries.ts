import type { QueryName } from './keys';

/** Queries that no event concerns, which poll instead: downloads belong to one person, the provider's pages to no tenant, and the stream to tenants. */
export const polledQueries = {
  downloads: 'static',
  members: 'static',
  'provider-machines': 'static',
  'provider-platforms': 'static',
  'provider-tenants': 'static',
  'provider-tenant': 'static',
  'provider-audit': 'static',
  storware: 'static',
  capabilities: 'static',
  checklist: 'static',
} as const satisfies Partial<Record<QueryName, 'static'>>;
