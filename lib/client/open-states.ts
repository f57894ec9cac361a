import { isSettled, operationStates } from '@/lib/contracts/operation';

/** States in which something may still happen. */
export const openStates = operationStates.filter((state) => !isSettled(state));

/** States in which nothing more will happen. */
export const settledStates = operationStates.filter((state) => isSettled(state));
