import { type Postgres, type PostgresConnection, startPostgres } from '@bailiwick/sandbox';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describeTerraform, until } from './__testUtils__';
import { type Gates, openGates } from './__testUtils__/openGates';
import { openPortal, type Portal } from './__testUtils__/openPortal';

jest.setTimeout(240_000);

const DOWN_MS = 20_000;

const isListening = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

describeTerraform('A database that is away during an apply (terraform must be installed)', () => {
  let server: Postgres;
  let portal: Portal;
  let gates: Gates;
  let connection: PostgresConnection;
  beforeAll(async () => {
    // What is committed must outlive the crash.
    server = await startPostgres({ settings: { synchronous_commit: 'on' } });
    gates = await openGates();
    connection = await server.createDatabase('infra');
    portal = await openPortal({
      connection,
      infra: { runs: { leaseDuration: { seconds: 5 }, heartbeat: { seconds: 1 } } },
    });
  });
  afterAll(async () => {
    await portal.stop();
    await server.stop();
    await gates.remove();
  });

  /** Asks again while the database is away. */
  const eventually = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      const answer = await ask().catch(() => undefined);
      if (answer !== undefined) return answer;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  };

  it('for several leases loses nothing of what was made, and nobody else takes the run', async () => {
    const main = `
      resource "terraform_data" "gated" {
        provisioner "local-exec" {
          command = "echo made >> ${gates.folder}/effects; ${gates.wait('apply')}"
        }
      }
      output "id" {
        value = terraform_data.gated.id
      }`;
    const source = { kind: 'inline', files: { 'main.tf': main } };
    const { proposal } = await portal
      .as('ada')
      .importResourceType({ body: { provisioner: 'opentofu', source, name: 'gated' } });
    await portal.as('ada').createResourceType({ body: proposal });
    await gates.close('apply');
    const { id } = await portal.request('gated', 'patient');
    await gates.reached('apply');

    const restarted = server.restart({ how: 'immediate', downForMs: DOWN_MS });
    await until(async () => !(await isListening(connection.port)));
    // It is done while there is nowhere to store what it did.
    await gates.open('apply');
    await restarted;

    const failed = await eventually(() => portal.settled(id));
    expect(failed).toMatchObject({ state: 'provision', status: 'error' });
    expect(failed.statusReason).toMatch(/apply failed: Failed to (save|persist)/i);
    const run = await portal.lastRun(id);
    expect(run).toMatchObject({ status: 'error', attempt: 1 });
    expect(run.log).toContain('The state is stored, which failed at first');
    const state = await portal.as('tess').getStateOverview({ params: { resourceId: id } });
    expect(state.versions.length).toBeGreaterThan(0);

    if (state.lock) {
      await portal.as('tess').actOnResource({
        params: { id, action: 'unlock' },
        body: { comment: 'The database was gone' },
      });
    }
    await portal.as('tess').actOnResource({ params: { id, action: 'retry' } });
    expect(await portal.settled(id)).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(await readFile(join(gates.folder, 'effects'), 'utf8')).toBe('made\n');
  });
});
