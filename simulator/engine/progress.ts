import type { Curve, Task } from '@/simulator/model/task';

/** Percent at a moment: on the line between two points of the curve, at two decimals. */
export function percentAt(curve: Curve, moment: number): number {
  let before: [number, number] | undefined;
  for (const point of curve) {
    if (moment < point[0]) {
      if (before === undefined) return point[1];
      const share = (moment - before[0]) / (point[0] - before[0]);
      return Math.round((before[1] + share * (point[1] - before[1])) * 100) / 100;
    }
    before = point;
  }
  return before?.[1] ?? 0;
}

/** A task's progress now, 0 to 100 (14.4). Only FINISHED says 100: running work stops just below. */
export function progressOf(task: Task, now: number): number {
  if (task.state !== 'RUNNING' || task.plan === null) return task.progress;
  return Math.min(percentAt(task.plan.curve, now), 99.9);
}

/** The moment of the last visible movement. */
export function progressChangeOf(task: Task, now: number): number | null {
  if (task.state !== 'RUNNING' || task.plan === null) return task.progressChange;
  let last = task.startTime;
  let before: [number, number] | undefined;
  for (const point of task.plan.curve) {
    if (before !== undefined && point[1] !== before[1] && now > before[0]) last = Math.min(now, point[0]);
    before = point;
  }
  return last;
}

interface WorkShape {
  start: number;
  durationMs: number;
  /** Where it ends: 100, or the percent at which it fails. */
  end: number;
  stall: { atPercent: number; ms: number } | null;
  /** 0.3 to 0.7: the share of the time in which the first half gets done, so that work is not a ruler-straight line. */
  bend: number;
}

/** The curve of a piece of work. */
export function workCurve(shape: WorkShape): Curve {
  const timeOf = (percent: number): number =>
    percent <= 50
      ? shape.durationMs * shape.bend * (percent / 50)
      : shape.durationMs * (shape.bend + (1 - shape.bend) * ((percent - 50) / 50));
  const stops = [...new Set([0, 50, shape.end, ...(shape.stall === null ? [] : [shape.stall.atPercent])])]
    .filter((percent) => percent <= shape.end)
    .sort((a, b) => a - b);
  const curve: Curve = [];
  let delay = 0;
  for (const percent of stops) {
    const moment = Math.round(shape.start + timeOf(percent) + delay);
    curve.push([moment, percent]);
    if (shape.stall?.atPercent === percent) {
      delay += shape.stall.ms;
      curve.push([moment + shape.stall.ms, percent]);
    }
  }
  return curve;
}
