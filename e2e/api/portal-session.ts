import { randomUUID } from 'node:crypto';

export const demoPassword = 'Demo-Passw0rd';

export type ApiAnswer = { status: number; headers: Headers; text: string; json: unknown };
/** A header that is undefined is not sent, not even the Origin. */
export type CallHeaders = Readonly<Record<string, string | undefined>>;
export type ApiCall = { method?: string; body?: unknown; headers?: CallHeaders };

/** A client of the portal's API like a script: with cookies, a CSRF token and an Origin. */
export class PortalSession {
  private readonly cookies = new Map<string, string>();

  private constructor(readonly portalUrl: string) {}

  /** A client that is not signed in. */
  static anonymous(portalUrl: string): PortalSession {
    return new PortalSession(portalUrl);
  }

  /** Signs in over HTTP as PORTAL_API.md describes for scripts; throws when that fails. */
  static async signIn(portalUrl: string, email: string, password = demoPassword): Promise<PortalSession> {
    const session = new PortalSession(portalUrl);
    await session.authenticate(email, password);
    const me = await session.call('/api/v1/me');
    if (me.status !== 200) throw new Error(`could not sign in as ${email}: ${me.status} ${me.text}`);
    return session;
  }

  /** One attempt to sign in, with more headers if given. Returns the response. */
  authenticate(email: string, password = demoPassword, headers: CallHeaders = {}): Promise<ApiAnswer> {
    return this.submitForm('/api/auth/callback/credentials', { email, password }, headers);
  }

  /** Signs out as the page does. */
  signOut(): Promise<ApiAnswer> {
    return this.submitForm('/api/auth/signout', {});
  }

  private async submitForm(
    path: string,
    fields: Record<string, string>,
    headers: CallHeaders = {},
  ): Promise<ApiAnswer> {
    const { csrfToken } = (await this.call('/api/auth/csrf', { headers })).json as { csrfToken: string };
    return this.call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }).toString(),
    });
  }

  /** One request; a body is sent as JSON, a text as it is. Never throws for a status. */
  async call(path: string, { method = 'GET', body, headers = {} }: ApiCall = {}): Promise<ApiAnswer> {
    const init =
      body === undefined
        ? { method, headers }
        : {
            method,
            headers: { 'Content-Type': 'application/json', ...headers },
            body: typeof body === 'string' ? body : JSON.stringify(body),
          };
    const response = await this.send(path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  /** The response itself, for a stream. */
  async send(path: string, init: Omit<RequestInit, 'headers'> & { headers?: CallHeaders }): Promise<Response> {
    const headers = { Origin: this.portalUrl, Cookie: this.cookieHeader(), ...init.headers };
    const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(this.portalUrl + path, { ...init, redirect: 'manual', headers: sent });
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    return response;
  }

  /** The browser's `Cookie` header; a copy of it authenticates as the same person. */
  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Cookies for a browser context that is to be signed in as the same person. */
  browserCookies(): { name: string; value: string; url: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: this.portalUrl }));
  }

  private keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1)];
    if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

export function newKey(): string {
  return randomUUID();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
