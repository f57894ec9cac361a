import type { Operation } from '@/lib/contracts/operation';

/** The later of two states of one operation: what overtook the other on its way must not turn time back. */
export function newerOperation(known: Operation | undefined, incoming: Operation): Operation {
  return known?.id === incoming.id && known.version > incoming.version ? known : incoming;
}
