/** A machine of the simulator as tests see it. */
export type SimulatedMachine = {
  guid: string;
  uuid: string | null;
  name: string;
  platform: string;
  present: boolean;
  project: { guid: string; uuid: string; name: string } | null;
  policy: { guid: string; name: string } | null;
  backups: number;
};
export type JournalEntry = {
  n: number;
  at: string | number;
  method: string;
  path: string;
  query: unknown;
  status: number;
  session: string | null;
  body?: unknown;
};
export type Counters = { logins: number; failedLogins: number; total: number; byRoute: Record<string, number> };
export type FaultKind =
  | 'unauthorized'
  | 'status'
  | 'html500'
  | 'empty200'
  | 'delay'
  | 'drop-before'
  | 'drop-after'
  | 'drop-midbody'
  | 'malformed-json'
  | 'broken-element'
  | 'unknown-enum'
  | 'hang';
export type FaultOrder = {
  /** `path` is a regular expression on the path without `/api`. */
  match?: { method?: string; path?: string };
  /** How often; null until removed. */
  times?: number | null;
  kind: FaultKind;
  status?: number;
  message?: string;
  delayMs?: number;
};
export type NextWork = {
  fail?: 'export' | 'store';
  atPercent?: number;
  message?: string;
  warning?: string;
  partial?: boolean;
  stallMs?: number;
  removeSnapshot?: boolean;
};
export type NextRestore = {
  fail?: 'restore' | 'import' | 'mount';
  atPercent?: number;
  message?: string;
  warning?: string;
  stallMs?: number;
  neverReady?: boolean;
};
export type InventoryChange = {
  add?: { name?: string; platform?: string; project?: string };
  vanish?: string;
  return?: string;
  rename?: { guid: string; name: string };
  delete?: string;
  now?: boolean;
};
export type SimulatedMount = { guid: string; backupGuid: string; machineGuid: string; mode: string; state: string };
export type SimulatedTask = Record<string, unknown> & { guid: string; type: string; state: string; progress: number };

/**
 * The simulator's control API (the types of the server stay in `simulator/`). Every call throws on a response that is
 * not 2xx.
 */
export class SimulatorControl {
  constructor(private readonly url: string) {}

  state(): Promise<Record<string, unknown> & { tasksRunning: number; tasksQueued: number; machines: number }> {
    return this.call('GET', '/state');
  }
  /** Requests that the API ports received; `next` is the `since` of the following call. */
  journal(since = 0): Promise<{ next: number; entries: JournalEntry[] }> {
    return this.call('GET', `/journal?since=${since}`);
  }
  /** Empties request log and counters. */
  clearJournal(): Promise<void> {
    return this.call('DELETE', '/journal');
  }
  counters(): Promise<Counters> {
    return this.call('GET', '/counters');
  }
  expireSessions(): Promise<void> {
    return this.call('POST', '/sessions/expire');
  }
  clock(change: {
    speed?: number;
    workSpeed?: number;
    now?: string;
    advanceMs?: number;
  }): Promise<{ now: number; iso: string }> {
    return this.call('POST', '/clock', change);
  }
  options(change: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.call('PUT', '/options', change);
  }
  fault(order: FaultOrder): Promise<{ id: string }> {
    return this.call('POST', '/faults', order);
  }
  clearFaults(): Promise<void> {
    return this.call('DELETE', '/faults');
  }
  /**
   * Removes endpoints (method and path, or a group) from the API, or all that the guide does not name; null restores
   * them.
   */
  capabilities(change: { profile?: 'guide' | null; endpoints?: Record<string, string | null> }): Promise<unknown> {
    return this.call('PUT', '/capabilities', change);
  }
  /** Everything answers again. */
  clearCapabilities(): Promise<void> {
    return this.call('DELETE', '/capabilities');
  }
  /** While on, the API ports refuse connections. */
  outage(on: boolean): Promise<{ on: boolean }> {
    return this.call('POST', '/outage', { on });
  }
  /** The order for the next backup of this machine. */
  nextWork(machine: string, next: NextWork): Promise<{ waiting: number }> {
    return this.call('POST', '/work', { machine, next });
  }
  /** The order for the next restore or mount of this machine. */
  nextRestore(machine: string, restore: NextRestore): Promise<{ waiting: number }> {
    return this.call('POST', '/work', { machine, restore });
  }
  /** Deletes its files: all, or those of one role. */
  removeBackup(guid: string, role?: 'PRIMARY' | 'SECONDARY'): Promise<unknown> {
    return this.call('POST', `/backups/${guid}/remove`, role === undefined ? {} : { role });
  }
  /** A full target storage accepts nothing. */
  storage(change: { guid: string; full: boolean }): Promise<unknown> {
    return this.call('POST', '/storages', change);
  }
  restoreJobs(machine: string): Promise<(Record<string, unknown> & { guid: string })[]> {
    return this.call('GET', `/restore-jobs?machine=${machine}`);
  }
  nodes(change: { guid?: string; down?: boolean; stagingFull?: boolean }): Promise<unknown> {
    return this.call('POST', '/nodes', change);
  }
  destination(change: { guid: string; full?: boolean; deleted?: true }): Promise<unknown> {
    return this.call('POST', '/destinations', change);
  }
  purgeTasks(): Promise<{ purged: number }> {
    return this.call('POST', '/tasks/purge');
  }
  setTask(
    guid: string,
    change: { progress?: number; state?: 'FINISHED' | 'FAILED' | 'CANCELLED'; statusInfo?: string },
  ): Promise<SimulatedTask> {
    return this.call('POST', `/tasks/${guid}/set`, change);
  }
  inventory(change: InventoryChange): Promise<SimulatedMachine> {
    return this.call('POST', '/inventory', change);
  }
  fireSchedule(guid: string): Promise<{ tasks: unknown[] }> {
    return this.call('POST', `/schedules/${guid}/fire`);
  }
  machines(filter: { name?: string; platform?: string; project?: string } = {}): Promise<SimulatedMachine[]> {
    return this.call('GET', `/machines?${new URLSearchParams(filter).toString()}`);
  }
  tasks(machine?: string): Promise<SimulatedTask[]> {
    return this.call('GET', machine ? `/tasks?machine=${machine}` : '/tasks');
  }
  backups(machine: string): Promise<(Record<string, unknown> & { guid: string })[]> {
    return this.call('GET', `/backups?machine=${machine}`);
  }
  mounts(): Promise<SimulatedMount[]> {
    return this.call('GET', '/mounts');
  }
  projects(): Promise<{ guid: string; uuid: string; name: string }[]> {
    return this.call('GET', '/projects');
  }
  schedules(): Promise<(Record<string, unknown> & { guid: string; name: string })[]> {
    return this.call('GET', '/schedules');
  }
  policies(): Promise<(Record<string, unknown> & { guid: string; name: string })[]> {
    return this.call('GET', '/policies');
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Simulator control: ${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
