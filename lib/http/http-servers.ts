import 'server-only';
import type { Server } from 'node:http';
import { processSingleton } from '@/lib/core/process-singleton';

const servers = () => processSingleton('http-servers', () => new Set<Server>());

/** Remembers a server that handed us a request: Next makes it and tells nobody. */
export function rememberServer(server: Server): void {
  servers().add(server);
}

/** Closes connections on which no request is under way; those whose request ends later need to be asked for again. */
export function closeIdleConnections(): void {
  for (const server of servers()) server.closeIdleConnections();
}
