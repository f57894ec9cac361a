import type { Metadata } from 'next';
import { LinkButton } from '@/components/ui/link-button';
import { MessagePage } from '@/components/ui/message-pages';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <MessagePage
      title="There is nothing here"
      actions={
        <LinkButton href="/" variant="primary">
          Go to the overview
        </LinkButton>
      }
    >
      <p>The address may be mistyped, or what it named has been removed or belongs to another organisation.</p>
    </MessagePage>
  );
}
