import * as z from 'zod';
import { visibleName, visibleText } from './visible-name';

/** A moment: ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime();
/** Storware's own id: opaque, not always a UUID (STORWARE_API.md 2.2). */
export const Guid = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, 'is not an id');
/** A name that somebody gave to something, in an answer: what could not be seen in it, or would turn the text around, becomes a visible sign. */
export const ThingName = z.string().overwrite(visibleName);
/** A sentence that may hold such names. */
export const Sentence = z.string().overwrite(visibleText);
/** Names a Storware object for people; the guid is what requests refer to. */
export const Ref = z.object({ guid: z.string(), name: ThingName });
export type Ref = z.infer<typeof Ref>;
/** Lower-case name of a tenant in addresses and headers. */
export const TenantSlug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'is not a tenant');
/** Key that the client makes for one intention, so that sending it again starts nothing. */
export const IdempotencyKey = z.uuid('must be a UUID');
