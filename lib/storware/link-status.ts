import type { LinkStatus } from './model/link-status';
import { storware } from './storware';

/** Health of this process's link to Storware. */
export function linkStatus(): LinkStatus {
  return storware().linkStatus();
}
