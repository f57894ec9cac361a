/** Who gets reports by mail. */
export interface MailingList {
  guid: string;
  name: string;
  recipients: string[];
}

/** With what a machine is signed in to; passwords and keys are taken and not kept, so that nothing can give them back. */
export interface Credential {
  guid: string;
  name: string;
  user: string | null;
  sshKeyPath: string | null;
}
