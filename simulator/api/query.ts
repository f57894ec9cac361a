const TENANT_SPELLINGS = new Set(['tenantid', 'tenant-id', 'project-uuid', 'projectid', 'project-id']);

/** The parameters of a request. Empty ones, "undefined" and "null" count as not given (2.4, 13.50); nobody asks for unknown ones. */
export class Query {
  private readonly entries: [string, string][];

  constructor(search: URLSearchParams) {
    this.entries = [...search].filter(([, value]) => value !== '' && value !== 'undefined' && value !== 'null');
  }

  /** The first value under any of these spellings. */
  text(...names: string[]): string | undefined {
    return this.entries.find(([name]) => names.includes(name))?.[1];
  }

  /** All values of a repeated parameter, under any of these spellings. */
  all(...names: string[]): string[] {
    return this.entries.filter(([name]) => names.includes(name)).map(([, value]) => value);
  }

  /** true or false in any case, otherwise not given. */
  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    return value === 'true' ? true : value === 'false' ? false : undefined;
  }

  /** A number, or not given. */
  number(name: string): number | undefined {
    const value = this.text(name);
    const number = value === undefined ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : undefined;
  }

  /** The tenant asked for in any of the spellings of 13.4, in any case. */
  tenant(): string | undefined {
    return this.entries.find(([name]) => TENANT_SPELLINGS.has(name.toLowerCase()))?.[1];
  }
}
