type Cookie = { name: string; value: string; path: string; secure: boolean; expiresAt: number | null };

export type CookieJar = {
  /** Takes over the `Set-Cookie` headers of an answer. */
  store: (setCookie: string | readonly string[] | undefined) => void;
  /** The `Cookie` header for a path, or null when there is none to send. */
  header: (path: string, isSecure: boolean) => string | null;
};

const maxCookies = 50;
const sendable = /^[\x20-\x7e]*$/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function parse(line: string, now: number): Cookie | null {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  if (at < 1) return null;
  const name = pair.slice(0, at).trim();
  const value = pair.slice(at + 1).trim();
  if (!token.test(name) || !sendable.test(value)) return null;
  // A cookie without a path is kept for the whole server: the server is all that this jar ever talks to.
  const cookie: Cookie = { name, value, path: '/', secure: false, expiresAt: null };
  let maxAge: number | null = null;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const text = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'path':
        if (text.startsWith('/')) cookie.path = text;
        break;
      case 'secure':
        cookie.secure = true;
        break;
      case 'max-age':
        if (/^-?\d+$/.test(text)) maxAge = Number(text);
        break;
      case 'expires': {
        const at = Date.parse(text);
        if (!Number.isNaN(at)) cookie.expiresAt = at;
        break;
      }
      default:
    }
  }
  if (maxAge !== null) cookie.expiresAt = maxAge <= 0 ? 0 : now + maxAge * 1000;
  return cookie;
}

function matches(cookiePath: string, path: string): boolean {
  if (cookiePath === path) return true;
  return path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}

/**
 * Keeps whatever cookies one server gives, under any name (STORWARE_API.md 1.1), and gives them back to
 * that server only: a jar belongs to one session, and a session to one origin.
 */
export function createCookieJar(now: () => number): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    store: (setCookie) => {
      for (const line of typeof setCookie === 'string' ? [setCookie] : (setCookie ?? [])) {
        const cookie = parse(line, now());
        if (!cookie) continue;
        const key = `${cookie.name}\n${cookie.path}`;
        if (cookie.expiresAt !== null && cookie.expiresAt <= now()) cookies.delete(key);
        else if (cookies.has(key) || cookies.size < maxCookies) cookies.set(key, cookie);
      }
    },
    header: (path, isSecure) => {
      const sent = [...cookies.values()]
        .filter(
          (cookie) =>
            (cookie.expiresAt === null || cookie.expiresAt > now()) &&
            (isSecure || !cookie.secure) &&
            matches(cookie.path, path),
        )
        .sort((a, b) => b.path.length - a.path.length)
        .map((cookie) => `${cookie.name}=${cookie.value}`);
      return sent.length > 0 ? sent.join('; ') : null;
    },
  };
}
