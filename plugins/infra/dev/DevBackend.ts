import type { LogLine, OperationId, Run } from '@bailiwick/backstage-plugin-infra-common';
import {
  demoOrganisation,
  FakeInfra,
  FakeSignals,
  largeOrganisation,
  refuse,
  sketchLine,
  World,
} from '../src/__testUtils__';
import { furnish } from './furnish';

const USERS: Record<string, Parameters<World['signIn']>[1]> = {
  ada: [{ role: 'center_admin' }],
  fred: [{ role: 'field_admin', unit: 'Commerce' }],
  dora: [{ role: 'dept_admin', unit: 'Payments' }],
  tess: [{ role: 'team_lead', unit: 'Checkout' }],
  mia: [{ role: 'member', unit: 'Checkout' }],
  nina: [],
};

const PHASES = ['checkout', 'commit', 'push', 'sync', 'outputs'];
const STEP_MS = 2_500;

/** The fake backend behind the development page. Runs go on by themselves, so that there is something to watch. */
export class DevBackend {
  readonly signals = new FakeSignals();
  readonly #infra: FakeInfra;

  constructor(options: URLSearchParams) {
    const size = Number(options.get('size'));
    const world = new World(size > 0 ? largeOrganisation(size) : demoOrganisation());
    const as = options.get('as') ?? 'ada';
    world.signIn(`user:default/${as}`, size > 0 ? USERS.ada : (USERS[as] ?? []));
    if (!options.has('bare')) furnish(world);
    this.#infra = new FakeInfra(world);
    for (const id of options.getAll('fail')) {
      this.#infra.on(id as OperationId, () => {
        throw new Error('The database took a day off');
      });
    }
    for (const id of options.getAll('deny'))
      this.#infra.fail(id as OperationId, 'FORBIDDEN', 'You may not');
    for (const id of options.getAll('stall')) this.#infra.stall(id as OperationId);
    for (const id of options.getAll('empty')) {
      this.#infra.on(id as OperationId, () => ({ items: [], instances: [] }) as never);
    }
    setInterval(() => this.#advance(), STEP_MS);
  }

  fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    await new Promise(resolve => setTimeout(resolve, 150));
    if (request.headers.get('accept') === 'text/event-stream') return this.#streamLog(request);
    if (request.url.includes('/api/infra/')) return this.#infra.respond(request);
    return Response.json({ items: [], totalItems: 0, pageInfo: {} });
  };

  #advance(): void {
    const { world } = this.#infra;
    for (const run of world.runs.filter(one => one.finishedAt === undefined)) {
      const next = PHASES[PHASES.indexOf(run.phase ?? '') + 1];
      const changed: Run = next
        ? {
            ...run,
            status: 'in_progress',
            phase: next,
            startedAt: run.startedAt ?? new Date().toISOString(),
          }
        : { ...run, status: 'done', finishedAt: new Date().toISOString() };
      world.runs = world.runs.map(one => (one.id === run.id ? changed : one));
      const lines = world.logs.get(run.id) ?? [];
      const text = next ? `Entered the step ${next}` : 'Done';
      world.logs.set(run.id, [
        ...lines,
        sketchLine(lines.length + 1, text, { phase: changed.phase ?? '' }),
      ]);
      this.#settle(run.resourceId, changed);
      this.signals.send({ subject: 'run', id: run.id, resourceId: run.resourceId });
    }
  }

  #settle(resourceId: string, run: Run): void {
    const { world } = this.#infra;
    world.resources = world.resources.map(one => {
      if (one.id !== resourceId) return one;
      const status = run.finishedAt ? ('done' as const) : ('in_progress' as const);
      const state =
        run.finishedAt && one.state === 'provision' ? ('provisioned' as const) : one.state;
      return { ...one, status, state, updatedAt: new Date().toISOString() };
    });
  }

  #streamLog(request: Request): Response {
    const id = /runs\/([^/]+)\/logs/.exec(request.url)?.[1] ?? refuse('NOT_FOUND', 'no run');
    const { world } = this.#infra;
    const encoder = new TextEncoder();
    let last = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const fresh: LogLine[] = (world.logs.get(id) ?? []).filter(({ seq }) => seq > last);
        for (const line of fresh) {
          last = line.seq;
          controller.enqueue(encoder.encode(`id: ${line.seq}\ndata: ${JSON.stringify(line)}\n\n`));
        }
        const isOver = world.runs.some(run => run.id === id && run.finishedAt !== undefined);
        if (fresh.length === 0 && isOver) controller.close();
        else if (fresh.length === 0) {
          await new Promise(resolve => setTimeout(resolve, 300));
          controller.enqueue(encoder.encode(': waiting\n\n'));
        }
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
}
