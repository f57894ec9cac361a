import type { AppError } from '@/lib/core/app-error';

/** A step failed, and everything before it is to be undone. `isUncertain`: its call may still arrive. */
export class SagaFailed extends Error {
  constructor(
    readonly error: AppError,
    readonly isUncertain = false,
  ) {
    super(error.message, { cause: error });
    this.name = 'SagaFailed';
  }
}

/** Another process has taken the saga over: this one stops without touching anything more. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease of a saga was lost');
    this.name = 'LeaseLost';
  }
}
