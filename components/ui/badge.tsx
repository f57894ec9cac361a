import { clsx } from 'clsx';
import {
  Archive,
  Ban,
  CalendarClock,
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CircleHelp,
  CircleSlash,
  CircleX,
  ClockAlert,
  Hourglass,
  Layers,
  LoaderCircle,
  Send,
  SquareStack,
  TriangleAlert,
  Unlink,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useServerText } from '@/lib/client/format/server-text';
import type { Protection, ProtectionState } from '@/lib/contracts/machine';
import type { OperationState } from '@/lib/contracts/operation';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { RelativeTime } from './time-text';

export type Tone = 'ok' | 'late' | 'fail' | 'run' | 'none' | 'accent';

const tones: Record<Tone, string> = {
  ok: 'border-transparent bg-ok-soft text-ok',
  late: 'border-transparent bg-late-soft text-late',
  fail: 'border-transparent bg-fail-soft text-fail',
  run: 'border-transparent bg-run-soft text-run',
  none: 'border-line-strong text-ink-2',
  accent: 'border-transparent bg-accent-soft text-accent-ink',
};

const inks: Record<Tone, string> = {
  ok: 'text-ok',
  late: 'text-late',
  fail: 'text-fail',
  run: 'text-run',
  none: 'text-ink-2',
  accent: 'text-accent-ink',
};

/** How a badge shows one state. */
export interface BadgeVariant {
  tone: Tone;
  icon?: ReactNode;
}

interface BadgeProps extends Partial<BadgeVariant> {
  /** Without the pill: icon and text only, for dense tables. */
  plain?: boolean | undefined;
  title?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}

/** A status: always with its text, colour and icon only help. */
export function Badge({ tone = 'none', icon, plain = false, title, className, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex max-w-full gap-1 text-xs font-medium whitespace-nowrap [&>svg]:size-3.5 [&>svg]:shrink-0',
        // Aligns a row by the text, not by the lower edge of the icon.
        plain
          ? `items-baseline [&>svg]:self-center ${inks[tone]}`
          : `h-5.5 items-center rounded-full border px-2 ${tones[tone]}`,
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-xs border border-line-strong bg-surface px-1 font-sans text-xs text-ink-3">
      {children}
    </kbd>
  );
}

/** Tone and icon of each state; its label is `operationState` of the common words. */
export const operationStateVariants: Record<OperationState | 'UNKNOWN', BadgeVariant> = {
  REQUESTED: { tone: 'run', icon: <Send aria-hidden /> },
  QUEUED: { tone: 'run', icon: <Hourglass aria-hidden /> },
  RUNNING: { tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  CANCELLING: { tone: 'late', icon: <CircleDotDashed aria-hidden /> },
  SUCCEEDED: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  WARNING: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { tone: 'fail', icon: <CircleX aria-hidden /> },
  CANCELLED: { tone: 'none', icon: <Ban aria-hidden /> },
  NOT_STARTED: { tone: 'none', icon: <CircleSlash aria-hidden /> },
  UNKNOWN: { tone: 'none', icon: <CircleHelp aria-hidden /> },
};

interface OperationStateBadgeProps {
  state: OperationState | 'UNKNOWN';
  /** Storware's value for UNKNOWN. */
  text?: string | null | undefined;
  plain?: boolean | undefined;
}

/** State of one operation. */
export function OperationStateBadge({ state, text = null, plain }: OperationStateBadgeProps) {
  const t = useTranslations('common');
  return (
    <Badge {...operationStateVariants[state]} plain={plain}>
      {text === null ? t(`operationState.${state}`) : t('unknownWord', { text })}
    </Badge>
  );
}

/** Tone and icon of each protection state; its label is `protection` of the common messages. */
export const protectionVariants: Record<ProtectionState, BadgeVariant> = {
  PROTECTED: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  PENDING: { tone: 'run', icon: <CalendarClock aria-hidden /> },
  LATE: { tone: 'late', icon: <ClockAlert aria-hidden /> },
  FAILING: { tone: 'fail', icon: <CircleX aria-hidden /> },
  NOT_RESTORABLE: { tone: 'fail', icon: <Unlink aria-hidden /> },
  UNPROTECTED: { tone: 'none', icon: <CircleDashed aria-hidden /> },
  EXCLUDED: { tone: 'none', icon: <CircleSlash aria-hidden /> },
  UNKNOWN: { tone: 'none', icon: <CircleHelp aria-hidden /> },
};

/** The protection state; show the reason beside it, or on hover in tables. */
export function ProtectionBadge({
  state,
  reason,
  plain,
}: {
  state: ProtectionState;
  reason?: string | undefined;
  plain?: boolean | undefined;
}) {
  const t = useTranslations('common');
  return (
    <Badge {...protectionVariants[state]} plain={plain} title={reason}>
      {t(`protection.${state}`)}
    </Badge>
  );
}

/** Says that the platform no longer has the machine; renders nothing for others. */
export function RemovedBadge({ machine: { present } }: { machine: { present: boolean } }) {
  const t = useTranslations('ui.removedMachine');
  if (present) return null;
  return (
    <Badge icon={<Archive aria-hidden />} className="shrink-0" title={t('explanation')}>
      {t('label')}
    </Badge>
  );
}

/** Who does what next, and when the first backup is due; nothing where no action is needed. */
export function ProtectionStep({
  protection: { owner, nextStep, nextStepRef, firstRunAt },
}: {
  protection: Pick<Protection, 'owner' | 'nextStep' | 'nextStepRef' | 'firstRunAt'>;
}) {
  const t = useTranslations('common');
  const labels = useOperationLabels();
  const wordsOfServer = useServerText();
  const step = nextStep === null ? null : wordsOfServer(nextStep, nextStepRef);
  return (
    <>
      {firstRunAt === null ? null : (
        <>{t.rich('protectionStep.firstRun', { time: () => <RelativeTime at={firstRunAt} /> })} </>
      )}
      {step === null ? null : (
        <span className="text-ink-3">
          {owner === null || owner === 'PLATFORM'
            ? step
            : t('protectionStep.owned', { owner: labels.owner(owner), step })}
        </span>
      )}
    </>
  );
}

/** Tone and icon of each status of a recovery point; its label is `recoveryPoint` of the common words. */
export const recoveryPointVariants: Record<RecoveryPointStatus, BadgeVariant> = {
  SUCCESS: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  PARTIAL: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { tone: 'fail', icon: <CircleX aria-hidden /> },
  RUNNING: { tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  REMOVED: { tone: 'none', icon: <Archive aria-hidden /> },
  UNKNOWN: { tone: 'none', icon: <CircleHelp aria-hidden /> },
};

const warned: BadgeVariant = { tone: 'late', icon: <TriangleAlert aria-hidden /> };

/** Status of a recovery point; one that is complete but has warnings says so. */
export function RecoveryPointBadge({
  point,
  plain,
}: {
  point: Pick<RecoveryPoint, 'status'> & { statusText?: string | null } & { warnings: readonly unknown[] };
  plain?: boolean | undefined;
}) {
  const t = useTranslations('common');
  const isWarned = point.status === 'SUCCESS' && point.warnings.length > 0;
  const status = t(`recoveryPoint.${isWarned ? 'WARNED' : point.status}`);
  return (
    <Badge {...(isWarned ? warned : recoveryPointVariants[point.status])} plain={plain}>
      {point.statusText ? t('recoveryPoint.withText', { status, text: point.statusText }) : status}
    </Badge>
  );
}

/** Full or incremental, distinguished by shape and text. */
export function BackupTypeText({ type }: { type: RecoveryPoint['type'] }) {
  const t = useTranslations('common');
  return (
    <span className="inline-flex items-baseline gap-1 whitespace-nowrap text-ink-2 [&>svg]:size-3.5 [&>svg]:self-center [&>svg]:text-ink-3">
      {type === 'UNKNOWN' ? (
        <CircleHelp aria-hidden />
      ) : type === 'FULL' ? (
        <SquareStack aria-hidden />
      ) : (
        <Layers aria-hidden />
      )}
      {t(`backupType.${type}`)}
    </span>
  );
}
