import { replaceEqualDeep } from '@tanstack/react-query';
import type { Operation, OperationList } from '@/lib/contracts/operation';

/** The later of two states of one operation: an answer that overtook an event must not turn time back. */
export function newerOperation(known: Operation | undefined, incoming: Operation): Operation {
  return known?.id === incoming.id && known.version > incoming.version ? known : incoming;
}

/** A list just read, with each operation that is known to be further kept as it is. */
export function keepNewestOperations(known: OperationList | undefined, incoming: OperationList): OperationList {
  if (!known) return incoming;
  const byId = new Map(known.items.map((operation) => [operation.id, operation]));
  return { ...incoming, items: incoming.items.map((operation) => newerOperation(byId.get(operation.id), operation)) };
}

/** `structuralSharing` of a query of one operation. */
export function shareOperation(known: unknown, incoming: unknown): unknown {
  return replaceEqualDeep(known, newerOperation(known as Operation | undefined, incoming as Operation));
}

/** `structuralSharing` of a query of operations. What is equal stays the same object, or the query would render for ever. */
export function shareOperations(known: unknown, incoming: unknown): unknown {
  return replaceEqualDeep(known, keepNewestOperations(known as OperationList | undefined, incoming as OperationList));
}
