import 'server-only';
import * as z from 'zod';
import { Guid } from '@/lib/contracts/scalar';

/** Ids of downloads are the portal's own. */
export const MountDownloadParams = z.object({ guid: Guid, id: z.guid() });
/** 256 bits in base64url: what is no token names nothing. */
export const DownloadTokenParams = z.object({ token: z.string().regex(/^[\w-]{43}$/) });
