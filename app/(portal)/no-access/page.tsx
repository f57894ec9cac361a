import type { Metadata } from 'next';
import { MessagePage } from '@/components/ui/message-pages';
import { requireSignedIn } from '@/lib/http/page';

export const metadata: Metadata = { title: 'No organisation' };

export default async function NoAccessPage() {
  const { me } = await requireSignedIn();
  return (
    <MessagePage title="You belong to no organisation yet">
      <p>You are signed in as {me.user.email}, but no organisation has you as a member, so there is nothing to show.</p>
      <p>Ask an administrator of your organisation, or your provider, to add you. Then open this page again.</p>
    </MessagePage>
  );
}
