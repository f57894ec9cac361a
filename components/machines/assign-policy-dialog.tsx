'use client';

import { CircleCheck, CircleHelp, CircleSlash, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { BadgeVariant } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { showToast } from '@/components/ui/toast';
import { useServerText } from '@/lib/client/format/server-text';
import { policyAddress } from '@/lib/client/addresses';
import { useAssignPolicy, usePolicyList } from '@/lib/client/queries/policies';
import type { AssignPolicyAnswer } from '@/lib/contracts/policy';
import { AssignFault, AssignPolicyFields, noPolicy } from './assign-policy-fields';
import type { SelectedMachine } from './machine-selection';
import { OutcomeList } from './outcome-list';

/** The maximum of AssignPolicyBody. */
export const mostMachinesAtOnce = 200;

interface AssignPolicyDialogProps {
  machines: readonly SelectedMachine[];
  onClose: () => void;
  /** Called when something was changed. The dialog closes once nothing is left to decide. */
  onAssigned?: (() => void) | undefined;
}

/** Assigns a policy to one machine or many, or removes it. Mount it to open it. */
export function AssignPolicyDialog({ machines, onClose, onAssigned }: AssignPolicyDialogProps) {
  const t = useTranslations('machines.assign');
  const ui = useTranslations('ui');
  const words = useTranslations('machines');
  const [requested, setRequested] = useState(machines);
  const policies = usePolicyList({ pageSize: 200 });
  const [chosen, setChosen] = useState<string | null>(null);
  const [moves, setMoves] = useState<readonly string[]>([]);
  const [showsFaults, setShowsFaults] = useState(false);
  const [results, setResults] = useState<readonly Assignment[] | null>(null);
  const assign = useAssignPolicy();

  const target = policies.data?.items.find(({ guid }) => guid === chosen);
  const leaving =
    chosen === null || chosen === noPolicy
      ? []
      : requested.filter(({ policy }) => policy !== null && policy.guid !== chosen);
  const unticked = leaving.filter(({ guid }) => !moves.includes(guid)).length;
  const only = requested.length === 1 ? requested[0] : undefined;
  const canAssign =
    (policies.data?.items ?? []).some(({ readOnly }) => !readOnly) || requested.some(({ policy }) => policy !== null);

  const send = (guids: readonly string[]) => {
    if (chosen === null) return;
    const policy = chosen === noPolicy ? null : chosen;
    const move = moves.filter((guid) => guids.includes(guid) && leaving.some((machine) => machine.guid === guid));
    // The results of an earlier attempt that succeeded are kept.
    const before = (results ?? []).filter((result) => isDone(result) && !guids.includes(result.machine.guid));
    assign.mutate(
      {
        body: { policy, machines: [...guids], move },
        onProgress: (answer) => setResults([...before, ...answer.results]),
      },
      {
        onSuccess: (answer) => {
          if (answer.results.some(isDone)) onAssigned?.();
          const all = [...before, ...answer.results];
          if (!all.every(isDone)) {
            setResults(all);
            return;
          }
          showToast({
            tone: 'ok',
            title: assignmentSummary(words, all, target?.name ?? null),
            link: policy === null ? undefined : { href: policyAddress(policy), label: t('seePolicy') },
          });
          onClose();
        },
      },
    );
  };
  const submit = () => {
    setShowsFaults(true);
    if (chosen !== null && unticked === 0) send(requested.map(({ guid }) => guid));
  };

  if (results !== null) {
    const again = results.filter(canRetry).map(({ machine }) => machine.guid);
    const undecided = results.filter(({ outcome }) => outcome === 'HAS_ANOTHER');
    const decide = () => {
      setRequested(
        undecided.map(({ machine, former }) => ({
          ...machine,
          policy: former ?? { guid: '', name: t('anotherPolicy') },
        })),
      );
      setMoves([]);
      setShowsFaults(false);
      setResults(null);
    };
    return (
      <Dialog
        isOpen
        onOpenChange={onClose}
        title={assignmentSummary(words, results, target?.name ?? null)}
        footer={
          <>
            {undecided.length > 0 ? <Button onPress={decide}>{t('decide', { count: undecided.length })}</Button> : null}
            {again.length > 0 ? (
              <Button isPending={assign.isPending} onPress={() => send(again)}>
                {t('retry')}
              </Button>
            ) : null}
            <Button variant="primary" onPress={onClose}>
              {t('done')}
            </Button>
          </>
        }
      >
        <div className="space-y-3">
          {assign.error ? <AssignFault error={assign.error} /> : null}
          <AssignOutcomeList results={results} onLeave={onClose} />
        </div>
      </Dialog>
    );
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      isDismissable={chosen === null}
      title={only ? t('titleOne', { machine: only.name }) : t('title', { count: requested.length })}
      footer={
        <>
          <Button onPress={onClose}>{canAssign ? ui('cancel') : ui('close')}</Button>
          {canAssign ? (
            <Button variant="primary" onPress={submit} isPending={assign.isPending} isDisabled={!policies.data}>
              {assign.error ? ui('retry') : chosen === noPolicy ? t('removePolicy') : t('assign')}
            </Button>
          ) : null}
        </>
      }
    >
      <AssignPolicyFields
        machines={requested}
        policies={policies}
        chosen={chosen}
        onChoose={setChosen}
        leaving={leaving}
        moves={moves}
        onMoves={setMoves}
        choiceFault={showsFaults && chosen === null ? t('chooseFault') : undefined}
        moveFault={showsFaults && unticked > 0 ? t('moveFault', { count: unticked }) : undefined}
        onLeave={onClose}
      />
      {assign.error ? (
        <div className="mt-4">
          <AssignFault error={assign.error} />
        </div>
      ) : null}
    </Dialog>
  );
}

const variants: Record<Assignment['outcome'], BadgeVariant> = {
  PENDING: { tone: 'run', icon: <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> },
  ASSIGNED: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  MOVED: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  REMOVED: { tone: 'ok', icon: <CircleCheck aria-hidden /> },
  UNCHANGED: { tone: 'none', icon: <CircleCheck aria-hidden /> },
  HAS_ANOTHER: { tone: 'late', icon: <TriangleAlert aria-hidden /> },
  FAILED: { tone: 'fail', icon: <CircleSlash aria-hidden /> },
  UNKNOWN: { tone: 'late', icon: <CircleHelp aria-hidden /> },
};

/** The result for each machine. */
function AssignOutcomeList({ results, onLeave }: { results: readonly Assignment[]; onLeave: () => void }) {
  const t = useTranslations('machines.assign');
  const wordsOfServer = useServerText();
  return (
    <OutcomeList
      label={t('outcomes')}
      onLeave={onLeave}
      outcomes={results.map((result) => {
        const { machine, outcome, former } = result;
        const reason = wordsOfServer(result.reason, result.reasonRef);
        return {
          machine,
          variant: variants[outcome],
          label: t(`outcome.${outcome}`),
          isDone: isDone(result),
          note:
            reason !== null ? (
              <p className="text-xs text-ink-2">{reason}</p>
            ) : former !== null ? (
              <p className="text-xs text-ink-3">{t('left', { policy: former.name })}</p>
            ) : null,
        };
      })}
    />
  );
}

export type Assignment = AssignPolicyAnswer['results'][number];

/** The requested state is reached. */
function isDone({ outcome }: Assignment): boolean {
  return outcome === 'ASSIGNED' || outcome === 'MOVED' || outcome === 'REMOVED' || outcome === 'UNCHANGED';
}

/** A retry can help, and does nothing twice. */
export function canRetry({ outcome }: Assignment): boolean {
  return outcome === 'FAILED' || outcome === 'UNKNOWN';
}

/** `38 machines are in Gold, 2 failed`; `policy` null: they have none now. */
export function assignmentSummary(
  t: ReturnType<typeof useTranslations<'machines'>>,
  results: readonly Assignment[],
  policy: string | null,
): string {
  const done = results.filter(isDone).length;
  const failed = results.filter(canRetry).length;
  const pending = results.filter(({ outcome }) => outcome === 'PENDING').length;
  const open = results.length - done - failed - pending;
  return [
    ...(done === 0
      ? []
      : [
          policy === null ? t('assign.summary.none', { count: done }) : t('assign.summary.in', { count: done, policy }),
        ]),
    ...(pending === 0 ? [] : [t('assign.summary.pending', { count: pending })]),
    ...(failed === 0 ? [] : [t('assign.summary.failed', { count: failed })]),
    ...(open === 0 ? [] : [t('assign.summary.open', { count: open })]),
  ].join(', ');
}
