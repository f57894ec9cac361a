import type { Answer } from './exchange';

export type JsonBody = { isJson: true; value: unknown } | { isJson: false };

/** The JSON of an answer; an empty body is the value `undefined`, which is legal for writes (STORWARE_API.md 2.5). */
export function jsonBodyOf(answer: Answer): JsonBody {
  const text = answer.body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return { isJson: true, value: undefined };
  try {
    return { isJson: true, value: JSON.parse(text) as unknown };
  } catch {
    return { isJson: false };
  }
}

const maxMessageLength = 500;

function textAt(value: unknown, ...keys: string[]): string | null {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return null;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === 'string' && at.trim() !== '' ? at.trim().slice(0, maxMessageLength) : null;
}

/** Storware's own text of a refusal: `message`, or nested `error.message` (STORWARE_API.md 2.5); empty when there is none. Not for tenants. */
export function messageOf(answer: Answer): string {
  const body = jsonBodyOf(answer);
  if (!body.isJson) return '';
  return textAt(body.value, 'error', 'message') ?? textAt(body.value, 'message') ?? '';
}
