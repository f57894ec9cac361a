const MOST_ENTRIES = 50_000;
const SECRET = /password|secret|token|sshkey$/i;

/** One request that an API port received. `status` is null while, or because, it has no answer. */
export interface RequestLogEntry {
  n: number;
  at: number;
  method: string;
  path: string;
  query: string;
  status: number | null;
  session: string | null;
  fault: string | null;
  body: unknown;
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET.test(key) ? '***' : masked(inner)]),
  );
}

/** The body that may be stored: parsed, passwords masked; unreadable bodies are not stored. */
export function loggedBody(path: string, text: string): unknown {
  if (text === '') return null;
  try {
    const body = masked(JSON.parse(text) as unknown);
    return path.endsWith('/ssh-password') ? '***' : body;
  } catch {
    return '(not JSON)';
  }
}

/** The route of a path: guids and other ids replaced. */
export function routeOf(method: string, path: string): string {
  return `${method} ${path.replaceAll(/\/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '/{guid}')}`;
}

/** Log of the requests to the API ports: tests check in it what was called and what was not. */
export class RequestLog {
  private entries: RequestLogEntry[] = [];
  private readonly routes = new Map<string, number>();
  private next = 1;
  total = 0;

  /** Records a request when it arrives; its status is set when it is answered. */
  note(entry: Omit<RequestLogEntry, 'n' | 'status' | 'session' | 'fault'>): RequestLogEntry {
    const noted: RequestLogEntry = { n: this.next, status: null, session: null, fault: null, ...entry };
    this.next += 1;
    this.total += 1;
    this.entries.push(noted);
    if (this.entries.length > MOST_ENTRIES) this.entries = this.entries.slice(-MOST_ENTRIES / 2);
    const route = routeOf(entry.method, entry.path);
    this.routes.set(route, (this.routes.get(route) ?? 0) + 1);
    return noted;
  }

  /** Entries from number `since` on, and the number for the next call. */
  since(since: number): { next: number; entries: RequestLogEntry[] } {
    return { next: this.next, entries: this.entries.filter(({ n }) => n >= since) };
  }

  get byRoute(): Record<string, number> {
    return Object.fromEntries([...this.routes].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Deletes entries and counts; numbers continue, so that an old `since` stays valid. */
  clear(): void {
    this.entries = [];
    this.routes.clear();
    this.total = 0;
  }
}
