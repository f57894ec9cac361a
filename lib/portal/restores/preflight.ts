import 'server-only';
import type { Preflight, RestoreBody } from '@/lib/contracts/restore';
import { AppError } from '@/lib/core/app-error';
import { requireRecoveryPoint } from '@/lib/portal/scope/owned-recovery-point';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { prepareRestore } from './prepare-restore';

/** A report may rest on a reading of this age: it says how old it is, and starting reads again. */
const reportAgeMs = 30_000;

/** What would become of this restore, without starting it. A Storware that can't be asked is a finding, not an error. */
export async function preflight(scope: TenantScope, guid: string, body: RestoreBody): Promise<Preflight> {
  await requireRecoveryPoint(scope, guid);
  if (body.recoveryPoint !== guid) {
    await requireRecoveryPoint(scope, body.recoveryPoint);
    throw new AppError('validation_failed', {
      errors: [{ path: 'recoveryPoint', message: 'must be the recovery point of the address' }],
    });
  }
  return (await prepareRestore(scope, body, new Date(Date.now() - reportAgeMs))).report;
}
