import { randomUUID } from 'node:crypto';

export const demoPassword = 'Demo-Passw0rd';

export type ApiAnswer = { status: number; headers: Headers; text: string; json: unknown };
export type ApiCall = { method?: string; body?: unknown; headers?: Readonly<Record<string, string>> };

/** Somebody who talks to the portal's API as a script does: with cookies, a CSRF token and an Origin. */
export class PortalSession {
  private readonly cookies = new Map<string, string>();

  private constructor(readonly portalUrl: string) {}

  /** Somebody who is not signed in. */
  static anonymous(portalUrl: string): PortalSession {
    return new PortalSession(portalUrl);
  }

  /** Signs in over HTTP as PORTAL_API.md tells scripts to; throws when that fails. */
  static async signIn(portalUrl: string, email: string, password = demoPassword): Promise<PortalSession> {
    const session = new PortalSession(portalUrl);
    const csrf = (await session.call('/api/auth/csrf')).json as { csrfToken: string };
    await session.send('/api/auth/callback/credentials', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ email, password, csrfToken: csrf.csrfToken, json: 'true' }).toString(),
    });
    const me = await session.call('/api/v1/me');
    if (me.status !== 200) throw new Error(`could not sign in as ${email}: ${me.status} ${me.text}`);
    return session;
  }

  /** One request; a body is sent as JSON. Never throws for a status. */
  async call(path: string, { method = 'GET', body, headers = {} }: ApiCall = {}): Promise<ApiAnswer> {
    const init = body === undefined ? { method, headers } : { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
    const response = await this.send(path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  /** The response itself, for a stream. */
  async send(path: string, init: RequestInit & { headers?: Readonly<Record<string, string>> }): Promise<Response> {
    const response = await fetch(this.portalUrl + path, {
      ...init,
      redirect: 'manual',
      headers: { Origin: this.portalUrl, Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...init.headers },
    });
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    return response;
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
