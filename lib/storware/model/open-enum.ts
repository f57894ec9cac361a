/**
 * An enum of Storware: the names known today, and whatever a newer server invents.
 * Never `switch` over one without a default (STORWARE_API.md 13.10).
 */
export type OpenEnum<Known extends string> = Known | (string & Record<never, never>);
