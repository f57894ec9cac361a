'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { RequestFailure } from '@/components/ui/empty-state';
import { focusFirstError } from '@/components/ui/field';
import { TextField } from '@/components/ui/text-field';
import { ToldOnce } from '@/components/ui/told-once';
import { useFormats } from '@/lib/client/format/formats';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useMe } from '@/lib/client/queries/me';
import { useInviteMember } from '@/lib/client/queries/members';
import { AccountEmail } from '@/lib/contracts/account';
import type { Invited, Member } from '@/lib/contracts/member';
import type { Role } from '@/lib/contracts/me';
import { RoleChoice } from './role-choice';

interface InviteDialogProps {
  /** An open invitation whose link is replaced; null for a new one. */
  member: Member | null;
  onClose: () => void;
}

/** Asks whom to invite with which role, then shows the link, once. */
export function InviteDialog({ member, onClose }: InviteDialogProps) {
  const t = useTranslations('members.invite');
  const ui = useTranslations('ui');
  const tenant = useMe()?.tenant?.name ?? '';
  const explain = useExplainProblem();
  const invite = useInviteMember();
  const form = useRef<HTMLFormElement>(null);
  const [email, setEmail] = useState(member?.email ?? '');
  const [role, setRole] = useState<Role>(member?.role ?? 'OPERATOR');
  const [hasFault, setHasFault] = useState(false);
  if (invite.data) return <InvitationLink invited={invite.data} isReplaced={member !== null} onClose={onClose} />;

  const submit = () => {
    const typed = AccountEmail.safeParse(email);
    setHasFault(!typed.success);
    if (typed.success) invite.mutate({ email: typed.data, role });
    else if (form.current) focusFirstError(form.current);
  };
  return (
    <Dialog
      isOpen
      size="lg"
      isDismissable={false}
      onOpenChange={onClose}
      title={t('title')}
      description={member ? t('again', { email: member.name }) : t('text', { tenant })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button variant="primary" onPress={submit} isPending={invite.isPending}>
            {t('submit')}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {member ? null : (
          <TextField
            label={t('email')}
            type="email"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            description={t('emailNote')}
            error={hasFault && !AccountEmail.safeParse(email).success ? t('emailFault') : undefined}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
        <RoleChoice label={t('role')} value={role} onChange={setRole} />
        {invite.error ? (
          <RequestFailure error={invite.error} title={t('failed')}>
            {explain(invite.error).cause}
          </RequestFailure>
        ) : null}
      </form>
    </Dialog>
  );
}

function InvitationLink({
  invited: { member, link, expiresAt },
  isReplaced,
  onClose,
}: {
  invited: Invited;
  isReplaced: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('members.invite');
  const format = useFormats();
  return (
    <Dialog
      isOpen
      isLocked
      onOpenChange={onClose}
      title={t('doneTitle', { email: member.name })}
      footer={
        <Button variant="primary" onPress={onClose}>
          {t('done')}
        </Button>
      }
    >
      <ToldOnce label={t('link')} text={link} copy={t('copy')}>
        <p>{t('once', { date: format.exact(expiresAt) })}</p>
        {isReplaced ? <p className="mt-1">{t('replaced')}</p> : null}
      </ToldOnce>
    </Dialog>
  );
}
