import type { Context, Hono } from 'hono';
import type { Simulation } from '@/simulator/engine/simulation';
import { Wire } from './wire';

/** A response that is not 2xx; clients may show the message (2.5). */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 500,
    message: string,
  ) {
    super(message);
  }
}

/** 400: the request is invalid. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, message);
}

/** 404: no such object. */
export function notFound(what: string): ApiError {
  return new ApiError(404, `${what} not found`);
}

/** The object, or 404. */
export function found<T>(object: T | undefined, what: string): T {
  if (object === undefined) throw notFound(what);
  return object;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
};

/** The body of section 2.5; `nested` gives the form of the vendor's older clients. */
export function errorBody(status: number, message: string, nested: boolean): unknown {
  return nested ? { error: { message } } : { message, error: REASONS[status] ?? 'Error', status };
}

/** One request with what a handler needs to answer it. */
export interface Call {
  sim: Simulation;
  context: Context;
  query: Query;
  wire: Wire;
  /** The tenant to which lists are narrowed; undefined also when this server ignores tenant filters (13.4). */
  tenant: string | undefined;
  /** The project of the third-party headers (1.5); undefined also when this server ignores tenant filters. */
  scope: string | undefined;
  /** The guid in the path, or ''. */
  guid: string;
  /** The JSON body; throws 400 when there is none. */
  body: () => Promise<unknown>;
}

export type Handler = (call: Call) => Response | Promise<Response>;

/** Makes the routes of one resource. */
export type Routes = (api: Hono, on: (handler: Handler) => (context: Context) => Response | Promise<Response>) => void;

/** Reads a request into a call. The third-party headers of 1.5 narrow lists like the parameters do. */
export function callOf(sim: Simulation, context: Context): Call {
  const query = new Query(new URL(context.req.url).searchParams);
  const scope = context.req.header('3rd-party') === undefined ? undefined : context.req.header('3rd-party-project');
  return {
    sim,
    context,
    query,
    wire: new Wire(sim.behaviour),
    scope: sim.behaviour.tenantFilter === 'ignore' ? undefined : scope,
    tenant: sim.behaviour.tenantFilter === 'ignore' ? undefined : (query.tenant() ?? scope),
    guid: context.req.param('guid') ?? '',
    body: async () => {
      try {
        return (await context.req.json()) as unknown;
      } catch {
        throw badRequest('Request body is not valid JSON');
      }
    },
  };
}

const TENANT_SPELLINGS = new Set(['tenantid', 'tenant-id', 'project-uuid', 'projectid', 'project-id']);

/**
 * The parameters of a request. Empty ones, "undefined" and "null" count as not given (2.4, 13.50); unknown ones are
 * ignored.
 */
class Query {
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

  /** The requested tenant, in any of the spellings of 13.4, in any case. */
  tenant(): string | undefined {
    return this.entries.find(([name]) => TENANT_SPELLINGS.has(name.toLowerCase()))?.[1];
  }
}
