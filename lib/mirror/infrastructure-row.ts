import 'server-only';
import { nameOrStandIn } from '@/lib/contracts/visible-name';
import { contentHash } from './content-hash';
import type { InfrastructureKind } from './infrastructure-kind';

export type InfrastructureRow = {
  kind: InfrastructureKind;
  guid: string;
  uuid: string | null;
  name: string;
  data: object;
  contentHash: string;
};

/** A piece of infrastructure as a row. `name` may be shown to a tenant that is entitled to it; `data` (addresses, hosts, sizes) may not. */
export function infrastructureRow(
  kind: InfrastructureKind,
  guid: string,
  uuid: string | null,
  name: string,
  data: object,
): InfrastructureRow {
  const row = { kind, guid, uuid, name: nameOrStandIn(name, uuid ?? guid), data };
  return { ...row, contentHash: contentHash(row) };
}
