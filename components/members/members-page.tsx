'use client';

import { Ellipsis, Link2, SearchX, UserPlus, UserRoundCog, UserRoundMinus, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import type { Column } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ListFilters, SortMenu } from '@/components/ui/list-filters';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { PagedTable } from '@/components/ui/paged-table';
import { RefusedButton } from '@/components/ui/refused-button';
import { RelativeTime } from '@/components/ui/time-text';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import { useFormats } from '@/lib/client/format/formats';
import { useNow } from '@/lib/client/format/now';
import { defaultMemberSort, readMemberListAddress } from '@/lib/client/list-addresses';
import { useCan, useMe } from '@/lib/client/queries/me';
import { useMemberList } from '@/lib/client/queries/members';
import type { Member } from '@/lib/contracts/member';
import { InviteDialog } from './invite-dialog';
import { ChangeRoleDialog, RemoveMemberDialog } from './member-dialogs';

type Acting = { kind: 'invite'; member: Member | null } | { kind: 'change' | 'remove'; member: Member };

/** Who belongs to the tenant. Its administrators invite, change roles and remove; everybody sees who they are. */
export function MembersPage() {
  const t = useTranslations('members');
  const me = useMe();
  const canWrite = useCan('member:write');
  const address = useAddressState();
  const params = readMemberListAddress(address.params);
  const list = useMemberList(params);
  const [acting, setActing] = useState<Acting | null>(null);
  const close = () => {
    setActing(null);
    focusContentIfLost();
  };
  const columns = useMemberColumns(canWrite);
  const isAlone = canWrite && list.data?.total === 1 && params.search === undefined;
  const invite = (
    <Button
      variant="primary"
      icon={<UserPlus aria-hidden className="size-4" />}
      onPress={() => setActing({ kind: 'invite', member: null })}
    >
      {t('invite.button')}
    </Button>
  );

  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('purpose', { tenant: me?.tenant?.name ?? '' })}
        actions={
          isAlone ? undefined : canWrite ? (
            invite
          ) : (
            <RefusedButton reason={t('adminsOnly')} icon={<UserPlus aria-hidden className="size-4" />}>
              {t('invite.button')}
            </RefusedButton>
          )
        }
      />
      <ListFilters
        searchLabel={t('search')}
        placeholder={t(canWrite ? 'searchHint' : 'searchName')}
        search={params.search}
        address={address}
      >
        <SortMenu columns={columns} sort={{ current: params.sort, usual: defaultMemberSort }} address={address} />
      </ListFilters>
      <PagedTable
        label={t('table')}
        noun="members"
        list={list}
        address={address}
        columns={columns}
        rowKey={(member) => member.id}
        skeletonRows={4}
        hasActionsBeside
        sort={{ current: params.sort, usual: defaultMemberSort }}
        actions={canWrite ? (member) => <MemberActions member={member} onAct={setActing} /> : undefined}
        empty={
          <EmptyState
            icon={<SearchX aria-hidden />}
            title={t('empty.noMatch')}
            action={<Button onPress={() => address.replace({ search: null })}>{t('empty.showAll')}</Button>}
          >
            {t('empty.noMatchText')}
          </EmptyState>
        }
      />
      {isAlone ? (
        <EmptyState icon={<Users aria-hidden />} title={t('empty.alone')} action={invite}>
          {t('empty.aloneText')}
        </EmptyState>
      ) : null}
      {acting?.kind === 'invite' ? <InviteDialog member={acting.member} onClose={close} /> : null}
      {acting?.kind === 'change' ? <ChangeRoleDialog member={acting.member} onClose={close} /> : null}
      {acting?.kind === 'remove' ? <RemoveMemberDialog member={acting.member} onClose={close} /> : null}
    </>
  );
}

function MemberActions({ member, onAct }: { member: Member; onAct: (acting: Acting) => void }) {
  const t = useTranslations('members.actions');
  const isInvited = member.status === 'INVITED';
  return (
    <Menu
      label={t('of', { name: member.name })}
      trigger={
        <IconButton
          tooltip={false}
          label={t('of', { name: member.name })}
          icon={<Ellipsis aria-hidden className="size-4" />}
        />
      }
    >
      {isInvited ? (
        <MenuItem icon={<Link2 aria-hidden />} onAction={() => onAct({ kind: 'invite', member })}>
          {t('newLink')}
        </MenuItem>
      ) : null}
      <MenuItem icon={<UserRoundCog aria-hidden />} onAction={() => onAct({ kind: 'change', member })}>
        {t('changeRole')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<UserRoundMinus aria-hidden />} tone="danger" onAction={() => onAct({ kind: 'remove', member })}>
        {t(isInvited ? 'withdraw' : 'remove')}
      </MenuItem>
    </Menu>
  );
}

/** `sortKey` is the API's. */
function useMemberColumns(canWrite: boolean): readonly Column<Member>[] {
  const t = useTranslations('members');
  const roleName = useTranslations('frame.role');
  const userId = useMe()?.user.id;
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sortKey: 'name',
      grow: true,
      cell: ({ id, name, email }) => (
        <>
          <span className="flex min-w-0 items-center gap-2">
            <span className="min-w-0 truncate font-medium" title={name}>
              {name}
            </span>
            {id === userId ? <span className="shrink-0 text-ink-3">{t('you')}</span> : null}
          </span>
          {email === null || email === name ? null : (
            <span className="block truncate text-ink-2 sm:hidden" title={email}>
              {email}
            </span>
          )}
        </>
      ),
    },
    ...(canWrite
      ? [
          {
            id: 'email',
            header: t('columns.email'),
            hideBelow: 'md' as const,
            hideInCard: true,
            cell: ({ email, name }: Member) =>
              email === null || email === name ? null : (
                <span className="block max-w-72 truncate text-ink-2" title={email}>
                  {email}
                </span>
              ),
          },
        ]
      : []),
    {
      id: 'role',
      header: t('columns.role'),
      sortKey: 'role',
      width: 'whitespace-nowrap',
      cell: ({ role }) => roleName(role),
    },
    { id: 'status', header: t('columns.status'), inCard: 'corner', cell: (member) => <MemberStatus member={member} /> },
    {
      id: 'lastSeen',
      header: t('columns.lastSeen'),
      sortKey: 'lastSeenAt',
      hideBelow: 'md',
      cell: ({ lastSeenAt, status }) => (
        <RelativeTime at={lastSeenAt} empty={status === 'INVITED' ? '–' : t('never')} isAge />
      ),
    },
  ];
}

function MemberStatus({ member: { status, expiresAt } }: { member: Member }) {
  const t = useTranslations('members');
  const format = useFormats();
  const now = useNow();
  if (status === 'ACTIVE' || expiresAt === null) return <Badge plain>{t('active')}</Badge>;
  if (Date.parse(expiresAt) <= now) return <Badge tone="late">{t('expired')}</Badge>;
  return (
    <Badge tone="run" title={t('invitedUntil', { date: format.exact(expiresAt) })}>
      {t('invited')}
    </Badge>
  );
}
