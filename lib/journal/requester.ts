/** On whose behalf the journal writes. */
export type Requester = {
  readonly tenantId: string;
  readonly userId: string;
  readonly name: string;
  readonly requestId: string;
};
