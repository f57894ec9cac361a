import 'server-only';
import * as z from 'zod';
import { Guid, TenantSlug } from '@/lib/contracts/scalar';

export const GuidParams = z.object({ guid: Guid });
/** Ids of operations are the portal's own. What is no UUID names none of them. */
export const OperationParams = z.object({ id: z.guid() });
/** The same of assignments. */
export const AssignmentParams = z.object({ id: z.guid() });
export const TenantParams = z.object({ slug: TenantSlug });
