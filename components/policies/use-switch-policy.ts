'use client';

import { showToast } from '@/components/ui/toast-queue';
import { explainProblem } from '@/lib/client/explain-problem';
import { useSavePolicy } from '@/lib/client/policies';
import { policyAddress } from '@/lib/client/policy-addresses';
import { bodyOfPolicy, policyDraftOf } from '@/lib/client/policy-draft';
import { isProblem } from '@/lib/client/problem-error';
import type { Policy } from '@/lib/contracts/policy';

/** Switches a policy on or off and says what came of it. */
export function useSwitchPolicy(): { switchPolicy: (policy: Policy) => void; isPending: boolean } {
  const save = useSavePolicy();
  const switchPolicy = (policy: Policy) => {
    const active = !policy.active;
    const body = bodyOfPolicy({ ...policyDraftOf(policy), active }, []);
    const link = { href: policyAddress(policy.guid), label: 'See the policy' };
    if (!body) {
      showToast({
        tone: 'fail',
        title: `${policy.name} was not changed`,
        description: 'It stores nowhere; edit it and choose a destination first.',
        link,
      });
      return;
    }
    save.mutate(
      { guid: policy.guid, body },
      {
        onSuccess: () =>
          showToast({
            tone: 'ok',
            title: active ? `${policy.name} is on` : `${policy.name} is off`,
            description: active ? undefined : 'Nothing runs by it until it is on again.',
            link,
          }),
        onError: (error) => {
          const description = isProblem(error, 'network', 'upstream_timeout')
            ? 'The answer did not arrive; it may or may not have been changed. Look at the policy.'
            : `Nothing was changed. ${explainProblem(error).cause}`;
          showToast({
            tone: 'fail',
            title: `${policy.name} was not switched ${active ? 'on' : 'off'}`,
            description,
            link,
          });
        },
      },
    );
  };
  return { switchPolicy, isPending: save.isPending };
}
