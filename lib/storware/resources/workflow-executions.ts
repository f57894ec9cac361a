import { ifOffered } from '@/lib/storware/capability/unavailable';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import type { StorwareList } from '@/lib/storware/model/result';
import type { StorwareWorkflowExecution } from '@/lib/storware/model/workflow-execution';
import { parseList } from '@/lib/storware/wire/parse';
import { WireWorkflowExecution } from './tasks';

/** One page of the chains that the server groups tasks into, from page 0 (STORWARE_API.md 5.4); null where the server has none (before 5.1). */
export async function findWorkflowExecutions(
  page: number,
  size: number,
  call?: CallOptions,
): Promise<StorwareList<StorwareWorkflowExecution> | null> {
  const client = clientOf(call);
  return ifOffered(async () => {
    const answer = await client.read(
      { method: 'GET', template: '/workflow-executions', query: { page, size } },
      { signal: call?.signal },
    );
    return answer.understand((body) => parseList(WireWorkflowExecution, body, client.log));
  });
}
