import { InitiatorName } from '@/lib/contracts/mount';
import type { MountMode, MountOptions, StartMountBody } from '@/lib/contracts/mount';

/** What a person has chosen so far. */
export interface MountForm {
  /** Null: the first one that is possible. */
  mode: MountMode | null;
  fileSystems: readonly string[];
  disks: readonly string[];
  /** As typed: one initiator on each line. */
  initiators: string;
  /** Null: whichever copy the backup system prefers. */
  copy: string | null;
  /** Null: the usual time. */
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

/** What is missing or wrong, by field; an initiator name that is none is named. */
type MountFaults = {
  fileSystems?: 'NONE_CHOSEN';
  disks?: 'NONE_CHOSEN';
  initiators?: 'NONE_NAMED' | { wrong: string };
};

/** The names typed, without blanks and doubles. */
export function initiatorNames(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((name) => name !== ''))];
}

/** The mode that is in force: the chosen one, else the first that is possible; null when nothing is. */
export function modeOf(form: Pick<MountForm, 'mode'>, options: Pick<MountOptions, 'modes'>): MountMode | null {
  const allowed = options.modes.filter((mode) => mode.allowed).map(({ name }) => name);
  return allowed.find((name) => name === form.mode) ?? allowed[0] ?? null;
}

/** What to send, or what is still missing. What is not possible any more is not sent. */
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

/** How long the mount is to last: what was chosen, within what is possible. */
export function durationOf(
  { durationMs }: Pick<MountForm, 'durationMs'>,
  { duration }: Pick<MountOptions, 'duration'>,
): number {
  return Math.min(duration.maxMs, Math.max(duration.minMs, durationMs ?? duration.defaultMs));
}

const minuteMs = 60_000;
const usualDurations = [15, 30, 60, 120, 240, 480, 720, 1440].map((minutes) => minutes * minuteMs);

/** The lengths to choose from, the limits and the usual one among them. */
export function durationChoices({ duration }: Pick<MountOptions, 'duration'>): number[] {
  const { minMs, maxMs, defaultMs } = duration;
  return [...new Set([minMs, ...usualDurations, defaultMs, maxMs])]
    .filter((ms) => ms >= minMs && ms <= maxMs)
    .sort((a, b) => a - b);
}
