import { clsx } from 'clsx';
import { CircleCheck, CircleSlash, CircleX, LoaderCircle, Lock, TriangleAlert, Unlink } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { hintProps } from '@/components/ui/hint-layer';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time-text';
import type { Score } from '@/lib/contracts/expected-run';
import type { Policy } from '@/lib/contracts/policy';

/** On or off, or what is happening to it just now. */
export function PolicyStateBadge({
  policy,
  plain,
}: {
  policy: Pick<Policy, 'active' | 'condition'>;
  plain?: boolean | undefined;
}) {
  if (policy.condition === 'SAVING')
    return (
      <Badge plain={plain} tone="run" icon={<LoaderCircle aria-hidden className="motion-safe:animate-spin" />}>
        Being saved
      </Badge>
    );
  if (policy.condition === 'DELETING')
    return (
      <Badge plain={plain} tone="run" icon={<LoaderCircle aria-hidden className="motion-safe:animate-spin" />}>
        Being deleted
      </Badge>
    );
  if (policy.condition === 'CHANGED_ELSEWHERE')
    return (
      <Badge plain={plain} tone="late" icon={<TriangleAlert aria-hidden />}>
        {policy.active ? 'On, changed elsewhere' : 'Off, changed elsewhere'}
      </Badge>
    );
  if (policy.condition === 'CANNOT_RUN')
    return (
      <Badge plain={plain} tone="fail" icon={<Unlink aria-hidden />}>
        Can’t run
      </Badge>
    );
  return policy.active ? (
    <Badge plain={plain} tone="ok" icon={<CircleCheck aria-hidden />}>
      On
    </Badge>
  ) : (
    <Badge plain={plain} icon={<CircleSlash aria-hidden />}>
      Off
    </Badge>
  );
}

/** Made by the provider. */
export function ReadOnlyBadge() {
  return (
    <Badge icon={<Lock aria-hidden />} title="Your provider made this policy; only your provider changes it">
      Read-only
    </Badge>
  );
}

/** The same in a table. */
export function ReadOnlyMark() {
  return (
    <span
      className="shrink-0 text-ink-3"
      {...hintProps('Your provider made this policy; only your provider changes it')}
    >
      <Lock aria-hidden className="size-3.5" />
      <span className="sr-only">Read-only</span>
    </span>
  );
}

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

/** What came of the newest run that has ended. */
export function LastResult({ result }: { result: Policy['lastResult'] }) {
  if (!result) return <span className="text-ink-3">None yet</span>;
  const { kept, failed, at } = result;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <Badge
        plain
        tone={failed === 0 ? 'ok' : 'fail'}
        icon={failed === 0 ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
      >
        {failed === 0 ? `${kept} kept` : kept === 0 ? `${failed} not kept` : `${failed} of ${kept + failed} not kept`}
      </Badge>
      <RelativeTime at={at} className="text-ink-3" />
    </span>
  );
}

/** Below this much, so many runs were missed that somebody should look. */
const poorBelow = 90;

/** How much of what should have run did: `98 %`, with the counts on hover. */
export function ScoreText({ score, days }: { score: Score; days: number }) {
  const { expected, kept, percent } = score;
  if (percent === null)
    return (
      <span className="text-ink-3">
        –<span className="sr-only"> nothing was due in the last {days} days</span>
      </span>
    );
  // 99.6 % is not all of them.
  const shown = percent < 100 ? Math.min(99, Math.round(percent)) : 100;
  return (
    <span
      {...hintProps(`${kept} of ${expected} runs kept in the last ${days} days`)}
      className={clsx(
        'tabular-nums',
        percent < poorBelow ? 'font-medium text-fail' : percent < 100 ? 'text-late' : 'text-ink-2',
      )}
    >
      {shown} %
      <span className="sr-only">
        , {kept} of {expected} runs in {days} days
      </span>
    </span>
  );
}
