import { LinkButton } from '@/components/ui/link-button';
import { MessagePage } from '@/components/ui/message-page';

/** For whoever comes to the address of a form that their role does not have. */
export function PoliciesForbidden() {
  return (
    <MessagePage
      title="Your role does not allow this"
      actions={
        <LinkButton href="/policies" variant="primary">
          Go to policies
        </LinkButton>
      }
    >
      <p>
        Making and changing policies takes the role of an administrator. Yours may look at them, their runs and what
        came of those.
      </p>
      <p>Ask an administrator of your organisation.</p>
    </MessagePage>
  );
}
