import type { DraftValue } from '@/lib/client/restore-draft';
import type { PlannedField } from './planned-fields';

export interface RestoreFieldProps {
  planned: PlannedField;
  onEnter: (value: DraftValue) => void;
  /** What is wrong, by the field's name or, of a disk or card, `name.guid`. */
  faults: Readonly<Record<string, string>>;
}
