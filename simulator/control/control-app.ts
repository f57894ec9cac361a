import { Hono } from 'hono';
import * as z from 'zod';

import type { Simulation } from '@/simulator/engine/simulation';
import { changedBehaviour } from '@/simulator/engine/simulation';
import { fireSchedule } from '@/simulator/engine/schedules';
import { purgeOldTasks } from '@/simulator/engine/housekeeping';
import type { Capabilities } from '@/simulator/http/capabilities';
import { capabilitiesSchema } from '@/simulator/http/capabilities';
import type { Faults } from '@/simulator/http/faults';
import { faultSchema } from '@/simulator/http/faults';
import type { RequestLog } from '@/simulator/http/request-log';
import type { Sessions } from '@/simulator/api/session';

import { ControlError, groundTruthRoutes } from './ground-truth';
import { inventoryRoutes } from './inventory-control';
import { workRoutes } from './work-control';

export interface ControlParts {
  sim: Simulation;
  sessions: Sessions;
  requestLog: RequestLog;
  faults: Faults;
  capabilities: Capabilities;
  /** Opens or closes the API ports. */
  setOutage: (on: boolean) => Promise<void>;
}

const clockSchema = z.strictObject({
  speed: z.number().nonnegative().max(100_000).optional(),
  workSpeed: z.number().positive().max(10_000).optional(),
  now: z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]).optional(),
  advanceMs: z.number().nonnegative().optional(),
});

function clockView(sim: Simulation): Record<string, unknown> {
  return {
    now: sim.clock.now(),
    iso: new Date(sim.clock.now()).toISOString(),
    speed: sim.clock.speed,
    workSpeed: sim.workSpeed,
  };
}

function stateView({ sim, sessions, requestLog, faults }: ControlParts): Record<string, unknown> {
  const { world } = sim;
  const live = [...world.liveTasks];
  return {
    ...clockView(sim),
    machines: world.machines.size,
    backups: world.backups.size,
    tasks: world.tasks.size,
    tasksQueued: live.filter(({ state }) => state === 'QUEUED').length,
    tasksRunning: live.filter(({ state }) => state === 'RUNNING').length,
    sessions: sessions.count,
    policies: world.policies.size,
    rules: world.rules.size,
    schedules: world.schedules.size,
    projects: world.projects.size,
    restoreJobs: world.restoreJobs.size,
    mounts: world.mounts.size,
    nodes: [...world.nodes.values()].map(({ guid, name, down, stagingFull }) => ({ guid, name, down, stagingFull })),
    destinations: [...world.destinations.values()].map(({ guid, name, type, full }) => ({ guid, name, type, full })),
    faults: faults.all.length,
    requests: requestLog.total,
    residentBytes: process.memoryUsage.rss(),
  };
}

/** The control API: JSON over plain HTTP for tests, on a port of its own without authentication. */
export function createControlApp(parts: ControlParts): Hono {
  const { sim, sessions, requestLog, faults, capabilities } = parts;
  const app = new Hono();
  app.use(async (_, next) => {
    sim.timeline.catchUp();
    await next();
    sim.timeline.settle();
  });
  app.get('/health', (context) => context.json({ ok: true }));
  app.get('/state', (context) => context.json(stateView(parts)));

  app.get('/journal', (context) => context.json(requestLog.since(Number(context.req.query('since') ?? 0))));
  app.delete('/journal', (context) => {
    requestLog.clear();
    sessions.resetCounters();
    return context.body(null, 204);
  });
  app.get('/counters', (context) =>
    context.json({
      logins: sessions.logins,
      failedLogins: sessions.failedLogins,
      total: requestLog.total,
      byRoute: requestLog.byRoute,
    }),
  );
  app.post('/sessions/expire', (context) => {
    sessions.expireAll();
    return context.body(null, 204);
  });

  app.get('/clock', (context) => context.json(clockView(sim)));
  app.post('/clock', async (context) => {
    const { speed, workSpeed, now, advanceMs } = clockSchema.parse(await context.req.json());
    if (now !== undefined && now < sim.clock.now())
      throw new ControlError(400, 'The clock only moves forward; start with --time for the past');
    if (workSpeed !== undefined) sim.workSpeed = workSpeed;
    if (speed !== undefined) sim.clock.setSpeed(speed);
    if (now !== undefined) sim.clock.jump(now);
    if (advanceMs !== undefined) sim.clock.advance(advanceMs);
    sim.timeline.catchUp();
    return context.json(clockView(sim));
  });

  app.get('/options', (context) => context.json(sim.behaviour));
  app.put('/options', async (context) => {
    sim.behaviour = changedBehaviour(sim.behaviour, await context.req.json());
    return context.json(sim.behaviour);
  });

  app.get('/faults', (context) => context.json(faults.all));
  app.post('/faults', async (context) => {
    const order = faultSchema.parse(await context.req.json());
    return context.json({ id: faults.add(order).id }, 201);
  });
  app.delete('/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  app.delete('/faults/:id', (context) => context.body(null, faults.remove(context.req.param('id')) ? 204 : 404));

  app.get('/capabilities', (context) => context.json(capabilities.view));
  app.put('/capabilities', async (context) => {
    capabilities.change(capabilitiesSchema.parse(await context.req.json()));
    return context.json(capabilities.view);
  });
  app.delete('/capabilities', (context) => {
    capabilities.clear();
    return context.body(null, 204);
  });

  app.post('/outage', async (context) => {
    const { on } = z.strictObject({ on: z.boolean() }).parse(await context.req.json());
    await parts.setOutage(on);
    return context.json({ on });
  });
  app.post('/tasks/purge', (context) => context.json({ purged: purgeOldTasks(sim, Number.POSITIVE_INFINITY) }));
  app.post('/schedules/:guid/fire', (context) => {
    const schedule = sim.world.schedules.get(context.req.param('guid'));
    if (schedule === undefined) throw new ControlError(404, 'No such schedule');
    return context.json({ tasks: fireSchedule(sim, schedule) });
  });
  workRoutes(app, sim);
  inventoryRoutes(app, sim);
  groundTruthRoutes(app, sim);

  app.notFound((context) => context.json({ message: 'No such control' }, 404));
  app.onError((error, context) => {
    if (error instanceof ControlError) return context.json({ message: error.message }, error.status);
    if (error instanceof z.ZodError) return context.json({ message: z.prettifyError(error) }, 400);
    if (error instanceof RangeError) return context.json({ message: error.message }, 400);
    if (error instanceof SyntaxError) return context.json({ message: error.message }, 400);
    process.stderr.write(`simulator: ${error.stack ?? error.message}\n`);
    return context.json({ message: error.message }, 500);
  });
  return app;
}
