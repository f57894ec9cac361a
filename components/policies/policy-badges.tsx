import { CircleCheck, CircleSlash, LoaderCircle, Lock, TriangleAlert, Unlink } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { hintProps } from '@/components/ui/hint-layer';
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
