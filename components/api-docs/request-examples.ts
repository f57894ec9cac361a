import type { ApiOperation } from '@/lib/contracts/api-document';

/** A request of a route as text to copy. `$PORTAL` and `$TOKEN` are set once, as the page "Automate it" shows. */
export interface RequestExamples {
  readonly curl: string;
  readonly typescript: string;
}

interface RequestOf {
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
}

/** The requests of a route, made of the examples of its schema: the shortest that is valid. */
export function requestExamples({ method, path, operation }: RequestOf): RequestExamples {
  const given = (place: 'path' | 'query') =>
    operation.parameters.filter((parameter) => parameter.in === place && parameter.required);
  const address = given('path').reduce(
    (text, { name, example }) => text.replace(`{${name}}`, encodeURIComponent(String(example))),
    path,
  );
  const query = given('query')
    .map(({ name, example }) => `${encodeURIComponent(name)}=${encodeURIComponent(String(example))}`)
    .join('&');
  const body = operation.requestBody?.content['application/json']?.example;
  const request = {
    method: method.toUpperCase(),
    address: query === '' ? address : `${address}?${query}`,
    body,
    needsKey: operation.parameters.some(({ name, required }) => name === 'Idempotency-Key' && required),
    needsToken: operation.security.length > 0,
    isJson: isJsonAnswer(operation),
  };
  return { curl: curlOf(request), typescript: typescriptOf(request) };
}

interface ExampleRequest {
  readonly method: string;
  readonly address: string;
  readonly body: unknown;
  readonly needsKey: boolean;
  readonly needsToken: boolean;
  readonly isJson: boolean;
}

function curlOf({ method, address, body, needsKey, needsToken }: ExampleRequest): string {
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "$PORTAL${address}"`,
    ...(needsToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(needsKey ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(body === undefined ? [] : ['-H "Content-Type: application/json"', `-d ${shellQuoted(json(body))}`]),
  ];
  return lines.join(' \\\n  ');
}

function typescriptOf({ method, address, body, needsKey, needsToken, isJson }: ExampleRequest): string {
  const headers = [
    ...(needsToken ? ['Authorization: `Bearer ${token}`,'] : []),
    ...(needsKey ? ["'Idempotency-Key': crypto.randomUUID(),"] : []),
    ...(body === undefined ? [] : ["'Content-Type': 'application/json',"]),
  ];
  const options = [
    ...(method === 'GET' ? [] : [`method: '${method}',`]),
    ...(headers.length === 0 ? [] : ['headers: {', ...headers.map((line) => `  ${line}`), '},']),
    ...(body === undefined ? [] : [`body: JSON.stringify(${json(body)}),`]),
  ];
  return [
    `const response = await fetch(\`\${portal}${address}\`, {`,
    ...options.flatMap((line) => line.split('\n')).map((line) => `  ${line}`),
    '});',
    'if (!response.ok) throw new Error((await response.json()).detail);',
    ...(isJson ? ['const answer = await response.json();'] : []),
  ].join('\n');
}

/** Whether its successful answer is JSON. */
export function isJsonAnswer({ responses }: ApiOperation): boolean {
  return Object.entries(responses).some(
    ([status, response]) =>
      status.startsWith('2') && 'content' in response && 'application/json' in (response.content ?? {}),
  );
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** As one word of a POSIX shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
