import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';

interface FetchApp {
  fetch: Parameters<typeof createAdaptorServer>[0]['fetch'];
}

interface ListenerOptions {
  host: string;
  port: number;
  tls?: { key: string; cert: string } | undefined;
}

/** One listening port that can be closed and opened again at the same number: an outage. */
export class Listener {
  private server: ServerType | undefined;
  port: number;

  constructor(
    private readonly app: FetchApp,
    private readonly options: ListenerOptions,
  ) {
    this.port = options.port;
  }

  /** Listens; rejects with the system's error, such as EADDRINUSE. */
  async open(): Promise<void> {
    if (this.server !== undefined) return;
    const { fetch } = this.app;
    const { host, tls } = this.options;
    const server =
      tls === undefined
        ? createAdaptorServer({ fetch, createServer: createHttpServer })
        : createAdaptorServer({ fetch, createServer: createHttpsServer, serverOptions: tls });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  }
}
