import { type Postgres, startPostgres } from '@bailiwick/sandbox';
import { type GitHouse, openGitHouse } from './__testUtils__/openGitHouse';
import { resourceOf, TestRun } from './__testUtils__/TestRun';

jest.setTimeout(120_000);

describe('a restart of PostgreSQL', () => {
  let postgres: Postgres;
  let house: GitHouse;

  beforeAll(async () => {
    // What is committed is on disk, as it is in production; the sandbox's own servers are faster.
    postgres = await startPostgres({ settings: { fsync: 'on', synchronous_commit: 'on' } });
    house = await openGitHouse(await postgres.createDatabase('gitops'));
  });
  afterAll(async () => {
    await house.stop();
    await postgres.stop();
  });

  /** Resolves once so many changes wait in the database: what is not there yet, nobody could find again. */
  const stored = async (changes: number) => {
    for (;;) {
      const [{ count }] = await house.knex('gitops_changes').count();
      if (Number(count) === changes) return;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };

  it('neither loses nor doubles changes that wait for their commit', async () => {
    const processes = [house.open(), house.open()];
    const runs = Array.from({ length: 20 }, (_, index) => new TestRun(resourceOf(`r${index}`)));
    house.git.faults.set({ down: true });
    const applied = runs.map((run, index) =>
      processes[index % 2].provisioner.apply(run.context('apply')),
    );
    await stored(20);
    await new Promise(resolve => setTimeout(resolve, 200));
    await postgres.restart({ how: 'immediate', downForMs: 300 });
    house.git.faults.set({ down: false });
    await Promise.all(applied);

    expect(await house.entries()).toHaveLength(20);
    const messages = (await house.messages()).join('\n');
    for (const { id } of runs) expect(messages.split(`Infra-Change: ${id}:put`)).toHaveLength(2);
    expect((await house.server('rev-list', '--merges', 'main')).trim()).toBe('');
  });

  it('in the middle of a push leaves it to be found', async () => {
    const { provisioner } = house.open();
    const run = new TestRun(resourceOf('pushed'));
    house.git.faults.set({ rejectPushes: 3 });
    const applied = provisioner.apply(run.context('apply'));
    await stored(21);
    await new Promise(resolve => setTimeout(resolve, 200));
    await postgres.restart({ how: 'immediate' });
    await applied;
    const messages = (await house.messages()).join('\n');
    expect(messages.split(`Infra-Change: ${run.id}:put`)).toHaveLength(2);
    await provisioner.destroy(new TestRun(run.resource).context('destroy'));
  });
});
