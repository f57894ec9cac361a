import 'server-only';
import type { ReactNode } from 'react';
import { GET as audit } from '@/app/api/v1/audit/route';
import { GET as expectedRuns } from '@/app/api/v1/expected-runs/route';
import { GET as machine } from '@/app/api/v1/machines/[guid]/route';
import { GET as machineChoices } from '@/app/api/v1/machines/choices/route';
import { GET as machineFacets } from '@/app/api/v1/machines/facets/route';
import { GET as machinePoints } from '@/app/api/v1/machines/[guid]/recovery-points/route';
import { GET as machineRestores } from '@/app/api/v1/machines/[guid]/restores/route';
import { GET as machines } from '@/app/api/v1/machines/route';
import { GET as members } from '@/app/api/v1/members/route';
import { GET as mounts } from '@/app/api/v1/mounts/route';
import { GET as operation } from '@/app/api/v1/operations/[id]/route';
import { GET as operations } from '@/app/api/v1/operations/route';
import { GET as overview } from '@/app/api/v1/overview/route';
import { GET as policies } from '@/app/api/v1/policies/route';
import { GET as policy } from '@/app/api/v1/policies/[guid]/route';
import { GET as policyOptions } from '@/app/api/v1/policies/options/route';
import { GET as providerAudit } from '@/app/api/v1/provider/audit/route';
import { GET as capabilities } from '@/app/api/v1/provider/capabilities/route';
import { GET as checklist } from '@/app/api/v1/provider/checklist/route';
import { GET as providerMachines } from '@/app/api/v1/provider/machines/route';
import { GET as storware } from '@/app/api/v1/provider/storware/route';
import { GET as tenant } from '@/app/api/v1/provider/tenants/[slug]/route';
import { GET as tenants } from '@/app/api/v1/provider/tenants/route';
import { GET as restores } from '@/app/api/v1/restores/route';
import { StartCache } from '@/components/frame/app-frame';
import type { QueryName, Read } from '@/lib/client/live/keys';
import { readFirst } from '@/lib/http/first-content';
import type { PageScope } from '@/lib/http/routes/page-answers';

/**
 * The routes that answer pages: of the portal's own database only. A literal path is listed before one with a
 * parameter.
 */
const routes = [
  overview,
  machines,
  machineChoices,
  machineFacets,
  machine,
  machinePoints,
  machineRestores,
  policies,
  policyOptions,
  policy,
  expectedRuns,
  operations,
  operation,
  restores,
  members,
  mounts,
  providerMachines,
  tenants,
  tenant,
  storware,
  capabilities,
  audit,
  providerAudit,
  checklist,
];

type AnyRead = { [N in QueryName]: Read<N> }[QueryName];

interface FirstContentProps {
  scope: PageScope;
  /** The queries that the page shows first. */
  reads: readonly AnyRead[];
  children: ReactNode;
}

/** Adds a page's data to its HTML, where its components read it. */
export async function FirstContent({ scope, reads, children }: FirstContentProps) {
  return <StartCache reads={await readFirst<AnyRead['key']>(scope, reads, routes)}>{children}</StartCache>;
}

/** The query of a page as its components read it from the address. */
export async function addressOf(
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>,
): Promise<URLSearchParams> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams))
    for (const each of value === undefined ? [] : [value].flat()) query.append(name, each);
  return query;
}
