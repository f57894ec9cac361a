/** Names the heading of a step, which takes the focus when one comes from another step. */
export const stepHeadingId = 'restore-step';

let isExpected = false;

/** Says that the next step is gone to from a step of another page. */
export function expectStep(): void {
  isExpected = true;
}

/** Whether a step was expected; only once for each time. */
export function takeExpectedStep(): boolean {
  const was = isExpected;
  isExpected = false;
  return was;
}
