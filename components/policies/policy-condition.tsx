import { Notice } from '@/components/ui/notice';
import type { Policy } from '@/lib/contracts/policy';

/** What is unusual about a policy just now, plainly. */
export function PolicyCondition({ policy }: { policy: Policy }) {
  if (policy.condition === 'SAVING') {
    return (
      <Notice tone="info" role="status" className="mb-4" title="It is being saved">
        It happens altogether or not at all; this page shows what came of it. Until then nobody else can change it.
      </Notice>
    );
  }
  if (policy.condition === 'DELETING') {
    return (
      <Notice tone="info" role="status" className="mb-4" title="It is being deleted">
        Its machines are let go first, then its schedules.
      </Notice>
    );
  }
  if (policy.obstacle !== null) {
    return (
      <Notice tone="fail" className="mb-4" title={policy.obstacle.reason}>
        Its {policy.machines.length === 1 ? 'machine is' : 'machines are'} not protected by it.{' '}
        {policy.obstacle.nextStep}
      </Notice>
    );
  }
  if (policy.condition === 'CHANGED_ELSEWHERE') {
    return (
      <Notice tone="late" className="mb-4" title="Somebody changed this policy in the backup system itself">
        The portal does not overwrite that. The schedules below say which of them were changed, and how they run now.
      </Notice>
    );
  }
  if (!policy.active) {
    return (
      <Notice tone="late" className="mb-4" title="This policy is off">
        Nothing backs up its {policy.machines.length === 1 ? 'machine' : 'machines'} by itself until it is on again.
      </Notice>
    );
  }
  return null;
}
