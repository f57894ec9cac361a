import { Ban, Circle, CircleCheck, CircleSlash, CircleX, Hourglass, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { DurationText } from '@/components/ui/duration-text';
import { ExactTime } from '@/components/ui/exact-time';
import { phaseName } from '@/lib/client/describe-operation';
import type { Phase } from '@/lib/contracts/operation';

const looks: Record<Phase['state'], { word: string; ink: string; icon: ReactNode }> = {
  WAITING: { word: 'Follows', ink: 'text-ink-3', icon: <Circle aria-hidden /> },
  QUEUED: { word: 'Queued', ink: 'text-run', icon: <Hourglass aria-hidden /> },
  RUNNING: {
    word: 'Running',
    ink: 'text-run',
    icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" />,
  },
  FINISHED: { word: 'Finished', ink: 'text-ok', icon: <CircleCheck aria-hidden /> },
  FAILED: { word: 'Failed', ink: 'text-fail', icon: <CircleX aria-hidden /> },
  CANCELLED: { word: 'Cancelled', ink: 'text-ink-2', icon: <Ban aria-hidden /> },
  NOT_REACHED: { word: 'Not reached', ink: 'text-ink-3', icon: <CircleSlash aria-hidden /> },
};

/** The steps of the work in their order, each with its times. */
export function PhaseList({ phases }: { phases: readonly Phase[] }) {
  return (
    <section aria-labelledby="phases-title">
      <h3 id="phases-title" className="mb-2 text-xs text-ink-3">
        Phases
      </h3>
      <ol className="divide-y divide-line rounded-sm border border-line">
        {phases.map((phase, index) => {
          const look = looks[phase.state];
          const took =
            phase.startedAt !== null && phase.finishedAt !== null
              ? Date.parse(phase.finishedAt) - Date.parse(phase.startedAt)
              : null;
          return (
            <li key={`${phase.type}-${index}`} className="px-3 py-2">
              <div className="flex items-center gap-2">
                <span className={`${look.ink} [&>svg]:size-4`}>{look.icon}</span>
                <span className="font-medium">{phaseName(phase.type)}</span>
                <span className={`ml-auto text-xs tabular-nums ${look.ink}`}>
                  {look.word}
                  {phase.state === 'RUNNING' ? ` ${Math.round(phase.progress)} %` : ''}
                </span>
              </div>
              {phase.startedAt === null ? null : (
                <p className="mt-0.5 pl-6 text-xs text-ink-3">
                  <ExactTime at={phase.startedAt} />
                  {took === null ? null : (
                    <>
                      {' '}
                      · <DurationText ms={took} />
                    </>
                  )}
                </p>
              )}
              {phase.message === null ? null : <p className="mt-0.5 pl-6 text-xs text-ink-2">{phase.message}</p>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
