import { randomUUID } from 'node:crypto';

import * as z from 'zod';

export const faultSchema = z.strictObject({
  match: z.strictObject({ method: z.string().optional(), path: z.string().optional() }).default({}),
  times: z.int().positive().nullable().default(1),
  kind: z.enum([
    'unauthorized',
    'status',
    'html500',
    'empty200',
    'delay',
    'drop-before',
    'drop-after',
    'drop-midbody',
    'malformed-json',
    'broken-element',
    'unknown-enum',
    'hang',
  ]),
  status: z.int().min(400).max(599).optional(),
  message: z.string().optional(),
  delayMs: z.number().nonnegative().optional(),
});

export type FaultOrder = z.output<typeof faultSchema>;
export type Fault = FaultOrder & { id: string; hits: number };

/** The active faults of 14.14, in the order in which they were set. */
export class Faults {
  private readonly faults: { fault: Fault; path: RegExp | undefined }[] = [];

  /** Activates a fault; throws SyntaxError for a bad regular expression. */
  add(order: FaultOrder): Fault {
    const fault = { ...order, id: randomUUID(), hits: 0 };
    this.faults.push({ fault, path: order.match.path === undefined ? undefined : new RegExp(order.match.path) });
    return fault;
  }

  /** The first fault that applies to a request, which counts as one use; `path` is without /api. */
  take(method: string, path: string): Fault | undefined {
    const index = this.faults.findIndex(
      ({ fault, path: expression }) =>
        (fault.match.method === undefined || fault.match.method.toUpperCase() === method) &&
        (expression === undefined || expression.test(path)),
    );
    const fault = this.faults[index]?.fault;
    if (fault === undefined) return undefined;
    fault.hits += 1;
    if (fault.times !== null && fault.hits >= fault.times) this.faults.splice(index, 1);
    return fault;
  }

  get all(): Fault[] {
    return this.faults.map(({ fault }) => fault);
  }

  remove(id: string): boolean {
    const index = this.faults.findIndex(({ fault }) => fault.id === id);
    if (index >= 0) this.faults.splice(index, 1);
    return index >= 0;
  }

  clear(): void {
    this.faults.length = 0;
  }
}

const ENUM_FIELDS = ['state', 'status', 'type', 'hvmType', 'hvType', 'backupType', 'executionType'] as const;

function withUnknownEnum(element: unknown): unknown {
  if (typeof element !== 'object' || element === null) return element;
  const strange = { name: 'FROBNICATED', description: 'Frobnicated' };
  return {
    ...element,
    ...Object.fromEntries(ENUM_FIELDS.filter((field) => field in element).map((field) => [field, strange])),
  };
}

/** The text of a 2xx answer as a fault of kind broken-element, unknown-enum or malformed-json sends it. */
export function corrupted(kind: Fault['kind'], text: string): string {
  if (kind === 'malformed-json') return `${text.slice(0, Math.max(1, Math.floor(text.length / 2)))}`;
  const body = JSON.parse(text) as unknown;
  if (kind === 'unknown-enum') {
    return JSON.stringify(
      Array.isArray(body)
        ? body.map((element: unknown, index) => (index === 0 ? withUnknownEnum(element) : element))
        : withUnknownEnum(body),
    );
  }
  if (!Array.isArray(body) || body.length === 0) return JSON.stringify({ guid: 42 });
  const middle = Math.floor(body.length / 2);
  return JSON.stringify(
    body.map((element: unknown, index) =>
      index === middle ? { guid: 42, name: ['?'], state: 7, type: null } : element,
    ),
  );
}
