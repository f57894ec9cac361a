import type { SelectedMachine } from '@/components/machines/machine-selection';
import { sentence } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { defaultPriority, StartBackupBody } from '@/lib/contracts/backup';
import type { BackupOptions } from '@/lib/contracts/backup';
import { faultsOfInput } from '@/lib/contracts/faults';
import type { recoveryPointTypes } from '@/lib/contracts/recovery-point';

/** What may be asked for. */
type BackupTypeName = (typeof recoveryPointTypes)[number];

/** What the person has entered; null means "as the portal does by itself". */
export interface BackupForm {
  type: BackupTypeName | null;
  destination: string | null;
  priority: number;
  windowStart: string | null;
  windowEnd: string | null;
}

export const emptyForm: BackupForm = {
  type: null,
  destination: null,
  priority: defaultPriority,
  windowStart: null,
  windowEnd: null,
};

/** The type that is preselected: incremental where that is possible, as it is quicker and smaller. */
export function defaultType(options: BackupOptions | undefined): BackupTypeName {
  return options?.types.some((type) => type.name === 'INCREMENTAL' && type.allowed) ? 'INCREMENTAL' : 'FULL';
}

/** The type that a backup is asked with: the chosen one, unless it has become impossible meanwhile. */
export function typeOf(form: BackupForm, options: BackupOptions | undefined): BackupTypeName {
  const isRefused = options?.types.some((type) => type.name === form.type && !type.allowed) ?? false;
  return form.type === null || isRefused ? defaultType(options) : form.type;
}

export interface BackupRequest {
  body: StartBackupBody | null;
  /** One message for each field that does not fit. */
  faults: Readonly<Partial<Record<keyof BackupForm | 'machines', string>>>;
}

/** The request for these machines. What was left as it is by default is not sent, so that it stays the same request. */
export function backupRequest(
  form: BackupForm,
  machines: readonly Pick<SelectedMachine, 'guid'>[],
  options: BackupOptions | undefined,
  wordsOfServer: WordsOfServer,
): BackupRequest {
  const parsed = StartBackupBody.safeParse({
    machines: machines.map(({ guid }) => guid),
    type: typeOf(form, options),
    ...(form.destination === null ? {} : { destination: form.destination }),
    ...(form.priority === defaultPriority ? {} : { priority: form.priority }),
    ...(form.windowStart === null ? {} : { windowStart: form.windowStart }),
    ...(form.windowEnd === null ? {} : { windowEnd: form.windowEnd }),
  });
  if (parsed.success) return { body: parsed.data, faults: {} };
  return {
    body: null,
    faults: Object.fromEntries(
      faultsOfInput(parsed.error).map(({ path, message, messageRef }) => [
        path.split('.')[0] || 'machines',
        sentence(wordsOfServer(message, messageRef)),
      ]),
    ),
  };
}
