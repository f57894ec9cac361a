import type { WorkPlan } from '@/simulator/model/task';

import { workCurve } from './progress';
import type { Simulation } from './simulation';

/** What makes a piece of work go otherwise than usual. */
export interface WorkOrder {
  failing: boolean;
  message: string;
  /** Where it fails or stalls. */
  atPercent?: number | undefined;
  stallMs?: number | undefined;
}

/** How a piece of work of about so many milliseconds (at work speed 1) will go. */
export function planWork(
  sim: Simulation,
  durationMs: number,
  { failing, message, atPercent, stallMs }: WorkOrder,
): WorkPlan {
  const percent = atPercent ?? 40;
  const stall = stallMs === undefined ? null : { atPercent: Math.min(percent, failing ? percent : 99), ms: stallMs };
  const jitter = 0.95 + sim.random() * 0.1;
  return {
    curve: workCurve({
      start: sim.timeline.now,
      durationMs: (durationMs * jitter) / sim.workSpeed,
      end: failing ? percent : 100,
      stall,
      bend: 0.42 + sim.random() * 0.16,
    }),
    outcome: failing ? 'fail' : 'finish',
    message: failing ? message : null,
  };
}
