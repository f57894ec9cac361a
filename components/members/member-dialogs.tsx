'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { RequestFailure } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useMe } from '@/lib/client/queries/me';
import { useChangeMember, useRemoveMember } from '@/lib/client/queries/members';
import type { Member } from '@/lib/contracts/member';
import { RoleChoice } from './role-choice';

interface MemberDialogProps {
  member: Member;
  onClose: () => void;
}

/** Gives a member, or an invitation, another role. */
export function ChangeRoleDialog({ member, onClose }: MemberDialogProps) {
  const t = useTranslations('members.change');
  const ui = useTranslations('ui');
  const roleName = useTranslations('frame.role');
  const explain = useExplainProblem();
  const change = useChangeMember();
  const [role, setRole] = useState(member.role);
  const isOneself = useMe()?.user.id === member.id;
  const submit = () => {
    if (role === member.role) {
      onClose();
      return;
    }
    change.mutate(
      { id: member.id, role },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('done', { name: member.name, role: roleName(role) }) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      size="lg"
      onOpenChange={onClose}
      title={t('title', { name: member.name })}
      description={member.status === 'ACTIVE' ? t('text') : undefined}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button variant="primary" onPress={submit} isPending={change.isPending}>
            {t('submit')}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <RoleChoice label={t('title', { name: member.name })} hideLabel value={role} onChange={setRole} />
        {isOneself && role !== member.role ? <Notice tone="late">{t('self')}</Notice> : null}
        {change.error ? (
          <RequestFailure error={change.error} title={t('failed')}>
            {explain(change.error).cause}
          </RequestFailure>
        ) : null}
      </div>
    </Dialog>
  );
}

/** Says what removing somebody, or withdrawing an invitation, ends and what it leaves. */
export function RemoveMemberDialog({ member, onClose }: MemberDialogProps) {
  const t = useTranslations('members.remove');
  const ui = useTranslations('ui');
  const explain = useExplainProblem();
  const remove = useRemoveMember();
  const me = useMe();
  const isOneself = me?.user.id === member.id;
  const tenant = me?.tenant?.name ?? '';
  const isInvited = member.status === 'INVITED';
  const { name } = member;
  const submit = () =>
    remove.mutate(member.id, {
      onSuccess: () => {
        if (isOneself) {
          window.location.assign('/');
          return;
        }
        showToast({ tone: 'ok', title: t(isInvited ? 'withdrawn' : 'done', { name }) });
        onClose();
      },
    });
  return (
    <Dialog
      isOpen
      role="alertdialog"
      onOpenChange={onClose}
      title={isInvited ? t('withdrawTitle', { name }) : t('title', { name, tenant })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button variant="danger" onPress={submit} isPending={remove.isPending}>
            {t(isInvited ? 'withdrawSubmit' : 'submit')}
          </Button>
        </>
      }
    >
      <div className="space-y-3 text-ink-2">
        {isInvited ? (
          <p>{t('withdrawText')}</p>
        ) : (
          <>
            <p>{isOneself ? t('self', { tenant }) : t('text')}</p>
            <p>{t('kept')}</p>
          </>
        )}
        {remove.error ? (
          <RequestFailure error={remove.error} title={t(isInvited ? 'withdrawFailed' : 'failed')}>
            {explain(remove.error).cause}
          </RequestFailure>
        ) : null}
      </div>
    </Dialog>
  );
}
