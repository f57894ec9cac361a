import { processSingleton } from './process-singleton';

type OpenStream = { readonly userId: string; readonly close: (reason: string) => void };
const streams = () => processSingleton('open-streams', () => new Set<OpenStream>());

/** Notes an open event stream; the answer forgets it again and may be called any number of times. */
export function registerStream(stream: OpenStream): () => void {
  streams().add(stream);
  return () => void streams().delete(stream);
}

/** Event streams that this process has open, of one user or of all. */
export function openStreamCount(userId?: string): number {
  if (userId === undefined) return streams().size;
  return [...streams()].filter((stream) => stream.userId === userId).length;
}

/** Ends every event stream of this process; browsers come back by themselves. */
export function closeStreams(reason: string): void {
  for (const stream of [...streams()]) stream.close(reason);
}
