import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type SeenRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  cookie: string | undefined;
  headers: IncomingMessage['headers'];
};
export type Responder = (request: SeenRequest, response: ServerResponse, raw: IncomingMessage) => void;

export type FakeServer = {
  url: string;
  /** Everything but log-ins, in order of arrival, whether or not it had a session. */
  requests: SeenRequest[];
  logins: () => number;
  expireSessions: () => void;
  /** What answers a request with a valid session; JSON `{}` at first. */
  respond: (responder: Responder) => void;
  /** What answers a log-in instead of opening a session; null = open one. */
  respondLogin: (responder: Responder | null) => void;
  /** Whether a session that was just opened is accepted. */
  acceptSessions: (accept: boolean) => void;
  close: () => Promise<void>;
};

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(raw: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of raw) text += String(chunk);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

/** The smallest server that has Storware's sessions: for tests of the client alone. */
export async function startFakeServer(): Promise<FakeServer> {
  const sessions = new Set<string>();
  const requests: SeenRequest[] = [];
  let logins = 0;
  let accepting = true;
  let responder: Responder = (_request, response) => {
    sendJson(response, {});
  };
  let loginResponder: Responder | null = null;

  const answer = async (raw: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(raw.url ?? '/', 'http://fake');
    const body = await readBody(raw);
    const { headers } = raw;
    const request: SeenRequest = {
      method: raw.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body,
      cookie: headers.cookie,
      headers,
    };
    if (url.pathname === '/api/session/login') {
      logins += 1;
      if (loginResponder) {
        loginResponder(request, response, raw);
        return;
      }
      const id = randomUUID();
      sessions.add(id);
      sendJson(response, { login: 'portal' }, 200, { 'set-cookie': `whatever=${id}; Path=/api; HttpOnly` });
      return;
    }
    requests.push(request);
    const id = /whatever=([^;]+)/.exec(request.cookie ?? '')?.[1];
    if (!accepting || id === undefined || !sessions.has(id)) {
      sendJson(response, { message: 'no session' }, 401);
      return;
    }
    responder(request, response, raw);
  };
  const server = createServer((raw, response) => {
    answer(raw, response).catch(() => raw.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    logins: () => logins,
    expireSessions: () => {
      sessions.clear();
    },
    respond: (next) => {
      responder = next;
    },
    respondLogin: (next) => {
      loginResponder = next;
    },
    acceptSessions: (accept) => {
      accepting = accept;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
