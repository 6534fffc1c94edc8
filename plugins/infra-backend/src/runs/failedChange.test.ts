import { openTestDatabase, type OpenTestDatabase } from '../__testUtils__';
import { Lead, plantTeams } from './__testUtils__/Lead';
import { openRunHouse, type RunHouse, temporaryFolder } from './__testUtils__/openRunHouse';
import { type Moment, ThingProvisioner } from './__testUtils__/ThingProvisioner';
import { aborted, gate } from './__testUtils__/waiting';

jest.setTimeout(60_000);

const fail = (message: string) => () => Promise.reject(new Error(message));

describe('a change that fails', () => {
  let database: OpenTestDatabase;
  let directory: string;
  let portal: RunHouse;
  let lead: Lead;
  const workers: RunHouse[] = [];

  async function startWorker(): Promise<RunHouse> {
    const house = openRunHouse({ database, provisioner: new ThingProvisioner(directory) });
    workers.push(house);
    house.provisioner.takesChangesBack();
    await house.start?.();
    return house;
  }

  /** A thing of the size 4 that is there. */
  async function made(name: string) {
    const { id } = await lead.request(name, 4);
    expect(await lead.settled(id)).toMatchObject({ status: 'done', revision: 1 });
    return { id, before: (await lead.used()) - 4 };
  }

  const resize = (id: string, size: number) =>
    portal.authorizedResources.change(lead.team.lead, id, { variables: { size } });

  beforeAll(async () => {
    database = await openTestDatabase();
    directory = temporaryFolder();
    const provisioner = new ThingProvisioner(directory);
    provisioner.takesChangesBack();
    portal = openRunHouse({ database, provisioner, runs: { worker: false } });
    const [team] = await plantTeams(portal, ['Checkout'], 1000);
    lead = new Lead(portal, team);
    await portal.start?.();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(house => house.close()));
  });
  afterAll(async () => {
    await portal.close();
    await database.drop();
  });

  it.each([
    ['more', 9],
    ['less', 1],
  ])('to %s leaves what was live, its values and its quota', async (word, size) => {
    const { provisioner } = await startWorker();
    const { id, before } = await made(`to-${word}`);
    provisioner.at('before:mark', fail('No marks left'));
    await resize(id, size);
    expect(await lead.settled(id)).toMatchObject({
      state: 'provisioned',
      status: 'error',
      statusReason:
        'No marks left. Revision 2 was taken back: the resource is what it was at revision 1. ' +
        'Restore revision 2 to try it again',
      variables: { size: 4 },
      cost: { cpu: 4, ramGb: 4 },
      reservation: 'committed',
      revision: 3,
    });
    expect(await lead.used()).toBe(before + 4);
    expect(await provisioner.content(`checkout.to-${word}`)).toEqual({ size: 4 });
    const { items } = await portal.readable.revisions(lead.team.lead, id, { limit: 9 });
    expect(items).toMatchObject([
      { revision: 3, restoredFrom: 1, variables: { size: 4 } },
      { revision: 2, variables: { size } },
      { revision: 1, variables: { size: 4 } },
    ]);

    provisioner.at('before:mark', undefined);
    await portal.authorizedResources.restore(lead.team.lead, id, 2);
    expect(await lead.settled(id)).toMatchObject({ status: 'done', variables: { size } });
    expect(await lead.used()).toBe(before + size);
  });

  it('holds the quota of both, and says so, until it is taken back', async () => {
    const { provisioner } = await startWorker();
    const { id, before } = await made('stubborn');
    provisioner.at('before:mark', fail('No marks left'));
    const stuck = gate();
    let tries = 0;
    provisioner.at('before:putBack', async () => {
      tries++;
      if (tries === 2) await stuck.hold();
      if (tries < 3) throw new Error('Still locked');
    });
    await resize(id, 9);
    await stuck.reached;
    expect(await lead.get(id)).toMatchObject({
      ...{ state: 'provisioned', status: 'in_progress', variables: { size: 9 } },
      statusReason:
        'No marks left. The change is being taken back, and the quota for both stays held until that is done. ' +
        'Not yet, and it is tried again: Still locked',
    });
    expect(await lead.used()).toBe(before + 9);
    stuck.open();
    expect(await lead.settled(id)).toMatchObject({ status: 'error', variables: { size: 4 } });
    expect(await lead.used()).toBe(before + 4);
  });

  it.each<Moment>(['before:putBack', 'effect:putBack', 'after:putBack'])(
    'is taken back by another worker where one dies %s',
    async moment => {
      const dying = await startWorker();
      const { id, before } = await made(`dies-${moment.replace(':', '-')}`);
      dying.provisioner.at('before:mark', fail('No marks left'));
      const reached = gate();
      dying.provisioner.at(moment, async context => {
        void reached.hold();
        await aborted(context.signal);
      });
      await resize(id, 9);
      await reached.reached;
      const comeBack = dying.cutOff();
      await startWorker();
      expect(await lead.settled(id)).toMatchObject({ status: 'error', revision: 3 });
      expect(await lead.used()).toBe(before + 4);
      comeBack();
    },
  );

  it('gives way to a destruction', async () => {
    const { provisioner } = await startWorker();
    const { id, before } = await made('unwanted');
    provisioner.at('before:mark', fail('No marks left'));
    const reached = gate();
    provisioner.at('before:putBack', async context => {
      void reached.hold();
      await aborted(context.signal);
    });
    await resize(id, 9);
    await reached.reached;
    await lead.act(id, 'destroy');
    expect(await lead.settled(id)).toMatchObject({ state: 'destroyed', reservation: 'released' });
    expect(await lead.used()).toBe(before);
    expect(await provisioner.things()).not.toContain('checkout.unwanted');
  });

  it('because somebody cancelled it before it began leaves everything as it was', async () => {
    const worker = await startWorker();
    const { id, before } = await made('second-thoughts');
    await Promise.all(workers.splice(0).map(house => house.close()));
    await resize(id, 9);
    expect(await lead.used()).toBe(before + 9);
    await lead.act(id, 'cancel');
    expect(await lead.get(id)).toMatchObject({
      ...{ state: 'provisioned', status: 'error', variables: { size: 4 }, revision: 3 },
      statusReason: expect.stringMatching(/^Cancelled by .*\. Revision 2 was taken back/),
    });
    expect(await lead.used()).toBe(before + 4);
    expect(await worker.provisioner.content('checkout.second-thoughts')).toEqual({ size: 4 });
  });

  it('stays what the resource is to be where its provisioner takes nothing back', async () => {
    const { provisioner } = await startWorker();
    const { id, before } = await made('one-way');
    provisioner.revert = undefined;
    provisioner.at('before:mark', fail('No marks left'));
    await resize(id, 9);
    expect(await lead.settled(id)).toMatchObject({
      ...{ status: 'error', statusReason: 'No marks left', variables: { size: 9 }, revision: 2 },
    });
    expect(await lead.used()).toBe(before + 9);
  });
});
