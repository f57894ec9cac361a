import { CircleCheck, CircleX } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Policy } from '@/lib/contracts/policy';

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
