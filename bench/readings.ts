import { QueryClient, QueryObserver } from '@tanstack/react-query';
import type { ObjectEvent } from '@/lib/client/live/event-effects';
import type { QueryName } from '@/lib/client/live/keys';
import { applyEvent, readLaterMs } from '@/lib/client/live/live-cache';
import { machine, operation, page, sample } from '@/lib/client/testing/samples';
import { runCommand } from '@/scripts/support/run-command';

const tabs = 100;
const sliceMs = 100;

/** The queries of the tabs that are open on a page, beside those of every page. */
const pages: Record<string, readonly QueryName[]> = {
  Overview: ['overview'],
  Machines: ['machines', 'machine-facets'],
  'one machine': ['machine', 'recent-points', 'recovery-points', 'operations', 'expected-runs'],
  Policies: ['policies'],
  Activity: ['operations'],
  Mounts: ['mounts'],
};
const everywhere: readonly QueryName[] = ['me', 'freshness'];

const elsewhere = { guid: 'm7', name: 'web-07', policy: { guid: 'p7', name: 'Silver' } };
const burst = (count: number, event: (index: number) => unknown): ObjectEvent[] =>
  Array.from({ length: count }, (_, index) => event(index) as ObjectEvent);
/** About an object that no page shows (m7 in 10,000), and about the one that each shows (m1 and its work). */
const cases: Record<string, ObjectEvent[]> = {
  'one machine, on no page': burst(1, () => ({
    id: null,
    event: 'machine',
    data: machine({ ...elsewhere, protection: { state: 'FAILING', reason: '' } }),
  })),
  '100 machines, on no page': burst(100, (index) => ({
    id: null,
    event: 'machine',
    data: machine({ ...elsewhere, guid: `n${index}`, protection: { state: 'FAILING', reason: '' } }),
  })),
  'progress of 100 works, on no page': burst(100, (index) => ({
    id: null,
    event: 'operation',
    data: operation(3, {
      id: `w${index}`,
      machine: { guid: elsewhere.guid, name: elsewhere.name },
      requestedAt: '2026-11-01T12:00:00.000Z',
    }),
  })),
  'progress of work that is shown, 100 steps': burst(100, (index) => ({
    id: null,
    event: 'operation',
    data: operation(3 + index, { progress: index }),
  })),
  'the end of work that is shown': burst(1, () => ({
    id: null,
    event: 'operation',
    data: operation(3, { state: 'SUCCEEDED' }),
  })),
  'the machine that is shown': burst(1, () => ({
    id: null,
    event: 'machine',
    data: machine({ protection: { state: 'FAILING', reason: '' } }),
  })),
};

/** A tab that shows `names`; calls `onRead` for each read of the API. */
function openTab(names: readonly QueryName[], onRead: () => void): QueryClient {
  const client = new QueryClient();
  for (const name of names) {
    const { params, data } = sample(name);
    const shown =
      name === 'machines'
        ? { ...page([machine()]), pageSize: 1, total: 10_000 }
        : name === 'operations'
          ? { ...page([operation(2)]), pageSize: 1, total: 10_000 }
          : data;
    client.setQueryData([name, params], shown);
    const read = (): unknown => {
      onRead();
      return shown;
    };
    new QueryObserver(client, {
      queryKey: [name, params],
      queryFn: read,
      staleTime: Number.POSITIVE_INFINITY,
    }).subscribe(() => undefined);
  }
  return client;
}

async function count(names: readonly QueryName[], events: readonly ObjectEvent[]): Promise<string> {
  const times: number[] = [];
  const clients = Array.from({ length: tabs }, () =>
    openTab([...everywhere, ...names], () => times.push(performance.now())),
  );
  for (const client of clients) for (const event of events) applyEvent(client, event);
  await new Promise((resolve) => setTimeout(resolve, readLaterMs.most + 1_000));
  const slices = new Map<number, number>();
  for (const time of times) slices.set(Math.floor(time / sliceMs), (slices.get(Math.floor(time / sliceMs)) ?? 0) + 1);
  for (const client of clients) client.clear();
  return times.length === 0
    ? '0'
    : `${(times.length / tabs).toFixed(2)} (${Math.round((Math.max(...slices.values()) / tabs) * 100)} %)`;
}

/**
 * `npm run bench:readings`: how many reads of the API the events of its stream cause in each tab, by page; in brackets,
 * how many come of all tabs together within the busiest tenth of a second, in percent of the tabs. Counted with the
 * code that runs in the tabs, without a portal.
 */
await runCommand(async () => {
  const rows: string[][] = [['readings of a tab', ...Object.keys(pages)]];
  for (const [what, events] of Object.entries(cases))
    rows.push([what, ...(await Promise.all(Object.values(pages).map((names) => count(names, events))))]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  process.stdout.write(
    `${tabs} tabs on each page\n\n${rows
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('   ')
          .trimEnd(),
      )
      .join('\n')}\n`,
  );
});
