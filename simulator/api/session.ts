import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';

import type { Sessions } from '@/simulator/http/sessions';

import { ApiError } from './api-error';
import { parseBody } from './body';
import type { Call, Routes } from './call';
import { UNMOUNT_PERIOD_MS } from './task-mount';

/** No source names the cookie; the server's stack makes this the likely one (1.1). */
export const SESSION_COOKIE = 'JSESSIONID';

const PRIVILEGES = [
  'VE_INSTANCE_READ',
  'VE_INSTANCE_WRITE',
  'VE_INSTANCE_BACKUP',
  'VE_INSTANCE_RESTORE',
  'VE_INSTANCE_MOUNT',
  'VE_BACKUP_SLA_READ',
  'VE_BACKUP_SLA_WRITE',
  'BACKUP_DESTINATION_READ',
  'TASK_CONSOLE_READ',
  'TASK_CONSOLE_WRITE',
  'RESTORE_JOB_READ',
  'NODE_READ',
];

function sessionInfo({ sim, wire }: Call, sessions: Sessions): Record<string, unknown> {
  return {
    guid: '6f0c7d3a-0e0f-4f7d-8b57-3e5a51a9d001',
    login: sessions.login,
    firstName: 'Self',
    lastName: 'Service',
    uiTimeZone: 'UTC',
    lastSuccessfulLogin: wire.optional(sessions.lastSuccessfulLogin ?? sim.timeline.now),
    lastFailedLogin: wire.optional(sessions.lastFailedLogin),
    appUserSettings: { unmountPeriodForMountedBackups: UNMOUNT_PERIOD_MS },
    privileges: PRIVILEGES.map((name) => wire.enum(name)),
  };
}

/** Section 1.2. Logging in with a token is known to exist, its body is not: it is not simulated. */
export function sessionRoutes(sessions: Sessions): Routes {
  return (api, on) => {
    api.post(
      '/session/login',
      on(async (call) => {
        const { login, password } = parseBody(
          z.looseObject({ login: z.string(), password: z.string() }),
          await call.body(),
        );
        const token = sessions.open(login, password, call.sim.timeline.now);
        if (token === undefined) throw new ApiError(401, 'Invalid login or password');
        const secure = new URL(call.context.req.url).protocol === 'https:';
        setCookie(call.context, SESSION_COOKIE, token, {
          path: '/api',
          httpOnly: true,
          secure,
          sameSite: secure ? 'None' : 'Lax',
        });
        return call.context.json(sessionInfo(call, sessions));
      }),
    );
    api.post(
      '/session/logout',
      on(({ context }) => {
        sessions.close(getCookie(context, SESSION_COOKIE));
        deleteCookie(context, SESSION_COOKIE, { path: '/api' });
        return context.body(null, 204);
      }),
    );
    api.get(
      '/session',
      on(({ context }) => context.body(null, 204)),
    );
    api.get(
      '/session/user',
      on((call) => call.context.json(sessionInfo(call, sessions))),
    );
  };
}
