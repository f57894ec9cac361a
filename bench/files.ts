import { readFileSync } from 'node:fs';
import { linkTo, mountablePoints, readyMount } from '@/e2e/api/mount-requests';
import type { PortalSession } from '@/e2e/api/portal-session';
import { openMountedInstallation } from './mounted-installation';
import { sample, summary } from './sample';
import type { Ratio, Sample } from './sample';

const wideFolder = '/srv/wide';
const smallFolder = '/var/log';
const bigFile = '/srv/dumps/database.dump';
const mebi = 1024 * 1024;

export type FileFigures = {
  readonly samples: Sample[];
  readonly ratios: Ratio[];
  /** As text: memory does not fit among times. */ readonly download: string;
};

/** How the first page of a folder with 50,000 entries compares to that of a small one, and what a download of 2 GB does to the portal's memory. */
export async function measureFiles(): Promise<FileFigures> {
  const installation = await openMountedInstallation();
  try {
    const { session } = installation;
    const places = await mountSome(session, installation.machines);
    const [place] = places;
    if (!place) throw new Error('nothing is mounted');
    // Before the folders: their remaining memory would make the growth look smaller than it is.
    const memory = await measureDownload(session, place, installation.portalPid);
    const first = (path: string) => firstPages(session, places, path);
    const [small, wide] = [
      summary('the first page of a folder with 14 entries', await first(smallFolder)),
      summary('the first page of a folder with 50,000 entries', await first(wideFolder)),
    ];
    const later = await sample('a further page of it', 40, () => page(session, place, wideFolder, 77));
    const ratios = [
      { what: 'the first page of 50,000 entries, to that of 14', of: wide, to: small },
      { what: 'a further page of them, to the first', of: later, to: wide },
    ];
    return { samples: [small, wide, later], ratios, download: memory };
  } finally {
    await installation.close();
  }
}

type Place = { readonly mount: string; readonly fileSystem: string };

/** Several, since a folder that was read once is cached for a while: each is read for the first time. */
async function mountSome(session: PortalSession, machines: readonly string[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const machine of machines) {
    for (const point of (await mountablePoints(session, machine)).slice(0, 2)) {
      const { guid, fileSystems } = await readyMount(session, point);
      places.push({ mount: guid, fileSystem: fileSystems[0]?.guid ?? '' });
    }
  }
  return places;
}

async function firstPages(session: PortalSession, places: readonly Place[], path: string): Promise<number[]> {
  const times: number[] = [];
  for (const place of places) {
    const begunAt = performance.now();
    await page(session, place, path, 1);
    times.push(performance.now() - begunAt);
  }
  return times;
}

async function page(session: PortalSession, { mount, fileSystem }: Place, path: string, number: number): Promise<void> {
  const answer = await session.call(
    `/api/v1/mounts/${mount}/files?${new URLSearchParams({ fileSystem, path, page: String(number), pageSize: '200' }).toString()}`,
  );
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
}

/** The process before, after a warm-up of a few megabytes, and its largest size while the file passes through it. */
async function measureDownload(session: PortalSession, place: Place, pid: number): Promise<string> {
  await download(session, place, 64 * mebi);
  const before = residentBytes(pid);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 20);
  const begunAt = performance.now();
  const bytes = await download(session, place, Number.POSITIVE_INFINITY).finally(() => clearInterval(watch));
  const seconds = (performance.now() - begunAt) / 1_000;
  const inMebi = (size: number): string => `${Math.round(size / mebi)} MiB`;
  return [
    `A download of ${inMebi(bytes)} in ${seconds.toFixed(1)} s (${inMebi(bytes / seconds)} a second)`,
    `The portal's memory: ${inMebi(before)} before, ${inMebi(peak)} at most: it grew by ${inMebi(peak - before)}, ${(((peak - before) / bytes) * 100).toFixed(1)} % of the file`,
    `Peak memory to memory before: ${(peak / before).toFixed(2)}`,
  ].join('\n');
}

/** Reads the big file up to `limit` bytes, then cancels. */
async function download(session: PortalSession, { mount, fileSystem }: Place, limit: number): Promise<number> {
  const { url } = await linkTo(session, mount, fileSystem, [bigFile]);
  const leave = new AbortController();
  const response = await session.send(url, { signal: leave.signal });
  if (response.status !== 200 || !response.body)
    throw new Error(`the download: ${response.status} ${await response.text()}`);
  let bytes = 0;
  for await (const piece of response.body) {
    bytes += piece.byteLength;
    if (bytes >= limit) break;
  }
  leave.abort();
  return bytes;
}

/** Of another process; Linux reports it in /proc. */
function residentBytes(pid: number): number {
  const kibi = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kibi === undefined) throw new Error('the size of the portal is not known');
  return Number(kibi) * 1024;
}
