/** Names the heading of a step, which takes the focus when one comes from another step. */
export const stepHeadingId = 'restore-step';
