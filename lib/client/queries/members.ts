'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useWrite } from '@/lib/client/http/write';
import type { ListParams } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { AcceptedInvitation, Invited, Joined, Member } from '@/lib/contracts/member';
import type { AcceptInvitationBody, InviteBody } from '@/lib/contracts/member';
import type { Role } from '@/lib/contracts/me';
import { NoContent } from '@/lib/contracts/scalar';
import { memberListRead } from './reads';

const pollMs = 10_000;

/** One page of the members; polled while shown, so that whoever accepts an invitation appears. */
export function useMemberList(params: ListParams) {
  return useQuery({
    ...liveQuery(memberListRead(params), { refetchInterval: pollMs, staleTime: pollMs }),
    placeholderData: keepPreviousData,
  });
}

/** Makes an invitation. Its answer holds the link, which is told only once. */
export function useInviteMember() {
  return useWrite({
    answer: Invited,
    request: (body: InviteBody) => ({ method: 'POST', path: '/members', body }),
    changes: ['members'],
  });
}

/** Gives a member another role. */
export function useChangeMember() {
  return useWrite({
    answer: Member,
    request: ({ id, role }: { id: string; role: Role }) => ({
      method: 'PATCH',
      path: `/members/${encodeURIComponent(id)}`,
      body: { role },
    }),
    changes: ['members', 'me'],
  });
}

/** Removes a member, or withdraws an invitation. */
export function useRemoveMember() {
  return useWrite({
    answer: NoContent,
    request: (id: string) => ({ method: 'DELETE', path: `/members/${encodeURIComponent(id)}` }),
    changes: ['members'],
  });
}

/** Accepts an invitation by making an account. */
export function useAcceptInvitation() {
  return useWrite({
    answer: AcceptedInvitation,
    request: (body: AcceptInvitationBody) => ({ method: 'POST', path: '/invitations/accept', body }),
  });
}

/** Accepts an invitation as the person who is signed in. */
export function useJoinTenant() {
  return useWrite({
    answer: Joined,
    request: (token: string) => ({ method: 'POST', path: '/me/invitations', body: { token } }),
  });
}
