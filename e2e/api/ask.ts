import type { BuiltRequest, IdPlace, IsolationRow } from './isolation-matrix';
import type { ApiAnswer, CallHeaders, PortalSession } from './portal-session';

/** Sends the request of a row. Of a stream only the head is read. */
export async function ask(
  session: PortalSession,
  { method }: Pick<IsolationRow, 'method'>,
  { path, headers, body }: BuiltRequest,
  more: CallHeaders = {},
): Promise<ApiAnswer> {
  const leave = new AbortController();
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const response = await session.send(path, {
    method,
    headers: { ...headers, ...more },
    signal: leave.signal,
    ...(text === undefined ? {} : { body: text }),
  });
  const { status } = response;
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    leave.abort();
    return { status, headers: response.headers, text: '', json: null };
  }
  const answer = await response.text();
  return { status, headers: response.headers, text: answer, json: jsonOf(answer) };
}

/** The request of `row` with `value` at `place` and the caller's own ids everywhere else. */
export function requestWithIdAt(
  row: IsolationRow,
  place: IdPlace,
  own: Parameters<IsolationRow['request']>[0],
  value: string,
  newKey: () => string,
): BuiltRequest {
  if (place.in !== 'header') return (place.request ?? row.request)({ ...own, [place.kind]: value }, newKey);
  const request = row.request(own, newKey);
  return { ...request, headers: { ...request.headers, [place.name]: value } };
}

const ownToEachAnswer = new Set(['x-server-time', 'date', 'x-request-id']);

/**
 * Everything of a response that could distinguish one refusal from another: status, body and headers, without the
 * request id and the clock.
 */
export function visible({ status, headers, text }: ApiAnswer): {
  status: number;
  headers: Record<string, string>;
  body: string;
} {
  return {
    status,
    headers: Object.fromEntries([...headers].filter(([name]) => !ownToEachAnswer.has(name))),
    body: text.replace(/"requestId":"[^"]*"/, '"requestId":"…"'),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
