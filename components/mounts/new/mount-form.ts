import { InitiatorName } from '@/lib/contracts/mount';
import type { MountMode, MountOptions, StartMountBody } from '@/lib/contracts/mount';

/** The choices of the person so far. */
export interface MountForm {
  /** Null: the first available one. */
  mode: MountMode | null;
  fileSystems: readonly string[];
  disks: readonly string[];
  /** As typed: one initiator on each line. */
  initiators: string;
  /** Null: the backup system's preferred copy. */
  copy: string | null;
  /** Null: the default duration. */
  durationMs: number | null;
}

export const emptyMountForm: MountForm = {
  mode: null,
  fileSystems: [],
  disks: [],
  initiators: '',
  copy: null,
  durationMs: null,
};

/** Missing and invalid entries, by field; invalid initiator names are named. */
type MountFaults = {
  fileSystems?: 'NONE_CHOSEN';
  disks?: 'NONE_CHOSEN';
  initiators?: 'NONE_NAMED' | { wrong: string };
};

/** The entered names, without blanks and duplicates. */
export function initiatorNames(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((name) => name !== ''))];
}

/** The mode in use: the chosen one, else the first available; null when none is. */
export function modeOf(form: Pick<MountForm, 'mode'>, options: Pick<MountOptions, 'modes'>): MountMode | null {
  const allowed = options.modes.filter((mode) => mode.allowed).map(({ name }) => name);
  return allowed.find((name) => name === form.mode) ?? allowed[0] ?? null;
}

/** The request, or what is still missing. Unavailable choices are not sent. */
export function mountRequest(
  form: MountForm,
  options: MountOptions,
): { body: StartMountBody | null; faults: MountFaults } {
  const mode = modeOf(form, options);
  const common = {
    recoveryPoint: options.recoveryPoint.guid,
    ...(form.copy === null ? {} : { copy: form.copy }),
    durationMs: durationOf(form, options),
  };
  if (mode === null) return { body: null, faults: {} };
  if (mode === 'AUTO') return { body: { mode, ...common }, faults: {} };
  if (mode === 'MANUAL') {
    const fileSystems = chosen(form.fileSystems, options.fileSystems);
    return fileSystems.length === 0
      ? { body: null, faults: { fileSystems: 'NONE_CHOSEN' } }
      : { body: { mode, fileSystems, ...common }, faults: {} };
  }
  const disks = chosen(form.disks, options.disks);
  const allowedClients = initiatorNames(form.initiators);
  const wrong = allowedClients.find((name) => !InitiatorName.safeParse(name).success);
  const faults: MountFaults = {
    ...(disks.length === 0 ? { disks: 'NONE_CHOSEN' } : {}),
    ...(allowedClients.length === 0 ? { initiators: 'NONE_NAMED' } : {}),
    ...(wrong === undefined ? {} : { initiators: { wrong } }),
  };
  return Object.keys(faults).length > 0
    ? { body: null, faults }
    : { body: { mode, disks, allowedClients, ...common }, faults };
}

function chosen(guids: readonly string[], offered: readonly { guid: string }[]): string[] {
  return offered.map(({ guid }) => guid).filter((guid) => guids.includes(guid));
}

/** The duration of the mount: the chosen one, within the limits. */
export function durationOf(
  { durationMs }: Pick<MountForm, 'durationMs'>,
  { duration }: Pick<MountOptions, 'duration'>,
): number {
  return Math.min(duration.maxMs, Math.max(duration.minMs, durationMs ?? duration.defaultMs));
}

const minuteMs = 60_000;
const usualDurations = [15, 30, 60, 120, 240, 480, 720, 1440].map((minutes) => minutes * minuteMs);

/** The durations to choose from, including the limits and the default. */
export function durationChoices({ duration }: Pick<MountOptions, 'duration'>): number[] {
  const { minMs, maxMs, defaultMs } = duration;
  return [...new Set([minMs, ...usualDurations, defaultMs, maxMs])]
    .filter((ms) => ms >= minMs && ms <= maxMs)
    .sort((a, b) => a - b);
}
