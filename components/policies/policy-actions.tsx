'use client';

import { CalendarCheck, CalendarOff, Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { RequestFailure } from '@/components/ui/empty-state';
import { Button, IconButton } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { ThingName } from '@/components/ui/thing-name';
import { showToast } from '@/components/ui/toast';
import { editPolicyAddress, machineListAddress, newPolicyAddress, policyAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isOutcomeUnknown, isProblem } from '@/lib/client/http/problems';
import { useCan } from '@/lib/client/queries/me';
import { useDeletePolicy, useSavePolicy } from '@/lib/client/queries/policies';
import { bodyOfPolicy, policyDraftOf } from '@/lib/client/drafts/policy-draft';
import type { Policy } from '@/lib/contracts/policy';

/** Why this person can't change or copy a policy now; null if allowed. */
export function usePolicyRefusals({ readOnly, condition }: Policy): { change: string | null; copy: string | null } {
  const t = useTranslations('policies');
  const canWrite = useCan('policy:write');
  if (!canWrite) return { change: t('adminsOnly'), copy: t('adminsOnly') };
  if (readOnly) return { change: t('whyNot.providers'), copy: null };
  return { change: condition === 'SAVING' || condition === 'DELETING' ? t('whyNot.busy') : null, copy: null };
}

/** The actions on a policy; those that are not allowed give the reason. */
export function PolicyActions({
  policy,
  onDelete,
  withEdit = true,
}: {
  policy: Policy;
  onDelete: () => void;
  withEdit?: boolean;
}) {
  const t = useTranslations('policies');
  const { switchPolicy, isPending } = useSwitchPolicy();
  const refusals = usePolicyRefusals(policy);
  const change = refusals.change ?? (isPending ? t('whyNot.busy') : null);
  const refused = { isDisabled: change !== null, description: change ?? undefined };
  return (
    <Menu
      label={t('actions.of', { name: policy.name })}
      trigger={
        <IconButton
          tooltip={false}
          label={t('actions.of', { name: policy.name })}
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      }
    >
      {withEdit ? (
        <MenuItem
          icon={<Pencil aria-hidden />}
          href={change === null ? editPolicyAddress(policy.guid) : undefined}
          {...refused}
        >
          {t('actions.edit')}
        </MenuItem>
      ) : null}
      <MenuItem
        icon={policy.active ? <CalendarOff aria-hidden /> : <CalendarCheck aria-hidden />}
        onAction={() => switchPolicy(policy)}
        {...refused}
      >
        {t(policy.active ? 'actions.switchOff' : 'actions.switchOn')}
      </MenuItem>
      <MenuItem
        icon={<Copy aria-hidden />}
        href={refusals.copy === null ? newPolicyAddress({ copy: policy.guid }) : undefined}
        isDisabled={refusals.copy !== null}
        description={refusals.copy ?? (policy.readOnly ? t('actions.copyOfProviders') : undefined)}
      >
        {t('actions.copy')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 aria-hidden />} tone="danger" onAction={onDelete} {...refused}>
        {t('actions.delete')}
      </MenuItem>
    </Menu>
  );
}

/** Switches a policy on or off and shows the result. */
function useSwitchPolicy(): { switchPolicy: (policy: Policy) => void; isPending: boolean } {
  const t = useTranslations('policies');
  const explainProblem = useExplainProblem();
  const save = useSavePolicy();
  const switchPolicy = (policy: Policy) => {
    const active = !policy.active;
    const body = bodyOfPolicy({ ...policyDraftOf(policy), active }, []);
    const link = { href: policyAddress(policy.guid), label: t('switch.link') };
    if (!body) {
      showToast({
        tone: 'fail',
        title: t('switch.notChanged', { name: policy.name }),
        description: t('switch.noDestination'),
        link,
      });
      return;
    }
    save.mutate(
      { guid: policy.guid, body },
      {
        onSuccess: () =>
          showToast({
            tone: 'ok',
            title: t(active ? 'switch.on' : 'switch.off', { name: policy.name }),
            description: active ? undefined : t('switch.offText'),
            link,
          }),
        onError: (error) => {
          const description = isProblem(error, 'network', 'upstream_timeout')
            ? t('switch.noAnswer')
            : t('switch.nothingChanged', { cause: explainProblem(error).cause });
          showToast({
            tone: 'fail',
            title: t(active ? 'switch.notSwitchedOn' : 'switch.notSwitchedOff', { name: policy.name }),
            description,
            link,
          });
        },
      },
    );
  };
  return { switchPolicy, isPending: save.isPending };
}

interface DeletePolicyDialogProps {
  policy: Policy;
  onClose: () => void;
  onDeleted: () => void;
}

/** Names the machines that would lose their protection, and requires the policy's name to be typed. */
export function DeletePolicyDialog({ policy, onClose, onDeleted }: DeletePolicyDialogProps) {
  const t = useTranslations('policies');
  const ui = useTranslations('ui');
  const remove = useDeletePolicy();
  const [typed, setTyped] = useState('');
  const [showsFault, setShowsFault] = useState(false);
  const isRight = typed.trim() === policy.name.trim();
  const count = policy.machines.length;
  const submit = () => {
    setShowsFault(true);
    if (!isRight) return;
    remove.mutate(
      { guid: policy.guid, machines: policy.machines.map(({ guid }) => guid) },
      {
        onSuccess: ({ released }) => {
          showToast({
            tone: 'ok',
            title: t('deletion.deleted', { name: policy.name }),
            description: released.length === 0 ? undefined : t('deletion.released', { count: released.length }),
            link:
              released.length === 0
                ? undefined
                : { href: machineListAddress({ policy: 'none' }), label: t('deletion.releasedLink') },
          });
          onDeleted();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      role="alertdialog"
      isDismissable={false}
      onOpenChange={onClose}
      title={t('deletion.title', { name: policy.name })}
      description={t('deletion.description')}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button variant="danger" onPress={submit} isPending={remove.isPending}>
            {t('deletion.submit')}
          </Button>
        </>
      }
    >
      <form
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {count === 0 ? (
          <Notice tone="info" title={t('deletion.noMachines')}>
            {t('deletion.noMachinesText')}
          </Notice>
        ) : (
          <section aria-labelledby="loses-protection" className="rounded-sm border border-fail bg-fail-soft p-3">
            <h3 id="loses-protection" className="text-sm text-fail">
              {t('deletion.losing', { count })}
            </h3>
            <ul
              className="mt-1 max-h-40 columns-1 overflow-y-auto sm:columns-2"
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keyboard
              tabIndex={0}
              aria-labelledby="loses-protection"
            >
              {policy.machines.map((machine) => (
                <li key={machine.guid} className="truncate">
                  <ThingName of={machine} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <TextField
          label={t.rich('deletion.type', {
            name: () => <code className="font-mono break-all">{policy.name}</code>,
          })}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={
            !showsFault || isRight
              ? undefined
              : typed.trim() === ''
                ? t('deletion.typeMissing')
                : t('deletion.typeWrong')
          }
          autoComplete="off"
          spellCheck={false}
        />
        {remove.error ? <DeleteFault error={remove.error} /> : null}
      </form>
    </Dialog>
  );
}

function DeleteFault({ error }: { error: unknown }) {
  const t = useTranslations('policies');
  const { cause } = useExplainProblem()(error);
  const isUnknown = isOutcomeUnknown(error);
  return (
    <RequestFailure error={error} title={t(isUnknown ? 'noAnswer' : 'deletion.notDeleted')}>
      {isUnknown ? t('deletion.maybeDeleted') : cause}
    </RequestFailure>
  );
}
