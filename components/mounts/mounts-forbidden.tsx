import { LinkButton } from '@/components/ui/link-button';
import { MessagePage } from '@/components/ui/message-page';

/** For whoever comes to the address of a page that their role does not have. */
export function MountsForbidden() {
  return (
    <MessagePage
      title="Your role does not allow this"
      actions={
        <LinkButton href="/machines" variant="primary">
          Go to machines
        </LinkButton>
      }
    >
      <p>
        Mounting recovery points and downloading their files takes the role of an operator or an administrator. Yours
        may look at machines, recovery points and activity.
      </p>
      <p>Ask an administrator of your organisation if you need files from a backup.</p>
    </MessagePage>
  );
}
