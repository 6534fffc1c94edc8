import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { mayDoAll, sketchLine, sketchResource } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceRoutes } from './ResourceRoutes';

const network = fakeNetwork();
const [WEB, BATCH, SCORING] = [0, 1, 2];

const screens = (
  <Routes>
    <Route path="/infra/resources/*" element={<ResourceRoutes />} />
  </Routes>
);

const open = (index: number, query = '') =>
  renderScreen(screens, { at: `/infra/resources/${network.world.resources[index].id}${query}` });

const button = (name: string) => screen.getByRole('button', { name });
const dialog = () => screen.findByRole('dialog');

function change(index: number, changes: object) {
  network.world.resources = network.world.resources.map((one, at) =>
    at === index ? { ...one, ...changes } : one,
  );
}

describe('ResourceScreen', () => {
  it('shows what it is, what it provides and what its team has left', async () => {
    open(WEB);
    expect(await screen.findByRole('heading', { name: 'web' })).toBeInTheDocument();
    const details = screen.getByRole('region', { name: 'Details' });
    expect(details).toHaveTextContent('Quota2 cores, 4 GiB, in use');
    expect(details).toHaveTextContent('Namespacecheckout-web');
    expect(await screen.findByText('Service level')).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Outputs' })).toHaveTextContent(
      'namespacecheckout-web',
    );
    const quota = await screen.findByRole('region', { name: 'Quota of Checkout at ams1' });
    await waitFor(() => expect(quota).toHaveTextContent('22 of 50 cores'));
    expect(screen.getByRole('link', { name: /Argo CD/ })).toHaveAttribute(
      'href',
      'http://127.0.0.1:7100/argocd',
    );
  });

  it('shows how far the run is, and the change when a signal tells of it', async () => {
    const { signals } = open(BATCH);
    const progress = await screen.findByRole('note');
    expect(progress).toHaveTextContent('Set-up: Running');
    expect(progress).toHaveTextContent('Step: sync');
    expect(progress).toHaveTextContent(/Elapsed 00:\d\d/);

    const { world } = network;
    change(BATCH, { state: 'provisioned', status: 'done' });
    world.runs = world.runs.map(run =>
      run.status === 'in_progress'
        ? { ...run, status: 'done', finishedAt: new Date().toISOString() }
        : run,
    );
    const resource = world.resources[BATCH];
    signals.send({ subject: 'run', id: resource.lastRunId, resourceId: resource.id });
    await waitFor(() => expect(screen.getByText('Active')).toBeInTheDocument(), { timeout: 2_000 });
    await waitFor(() => expect(screen.queryByText('Set-up: Running')).not.toBeInTheDocument());
  });

  it('shows the place in the queue', async () => {
    network.world.runs = network.world.runs.map(run =>
      run.status === 'in_progress'
        ? { ...run, status: 'queued', phase: undefined, queuePosition: 3 }
        : run,
    );
    open(BATCH);
    expect(await screen.findByText('3 runs are ahead')).toBeInTheDocument();
  });

  it('says why it failed, and offers to try again', async () => {
    open(SCORING);
    const reasons = await screen.findAllByText('Argo CD did not become healthy within 5 minutes');
    expect(reasons.length).toBeGreaterThan(0);
    await userEvent.click(button('Try again'));
    await userEvent.click(within(await dialog()).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const [call] = network.backend.callsOf('actOnResource');
    expect(call.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);
    expect(await screen.findByText('Queued')).toBeInTheDocument();
  });

  it('destroys only after its name was typed, with a reason for others to read', async () => {
    open(WEB);
    await userEvent.click(await screen.findByRole('button', { name: 'Destroy' }));
    const box = within(await dialog());
    const confirm = box.getByRole('button', { name: 'Destroy' });
    expect(confirm).toBeDisabled();
    await userEvent.type(box.getByLabelText('Comment (optional)'), 'not needed any more');
    await userEvent.type(box.getByLabelText('Type web to confirm'), 'web');
    await userEvent.click(confirm);
    expect(await screen.findByText('Queued for destruction')).toBeInTheDocument();
    expect(network.backend.callsOf('actOnResource')[0].body).toEqual({
      comment: 'not needed any more',
    });
  });

  it('keeps the dialog open with the reason of a refusal', async () => {
    open(WEB);
    await userEvent.click(await screen.findByRole('button', { name: 'Destroy' }));
    const box = within(await dialog());
    network.backend.fail(
      'actOnResource',
      'DEPENDENCY_EXISTS',
      'Children that must be destroyed first: db',
    );
    await userEvent.type(box.getByLabelText('Type web to confirm'), 'web');
    await userEvent.click(box.getByRole('button', { name: 'Destroy' }));
    expect(await box.findByRole('alert')).toHaveTextContent(
      'Children that must be destroyed first: db',
    );
  });

  it('says why an action is not possible for the one who looks', async () => {
    const team = network.world.org.named('Checkout');
    network.world.resources[WEB] = sketchResource({
      number: 1,
      name: 'web',
      team,
      position: { state: 'provisioned', status: 'done' },
      facts: { ...mayDoAll, mayAct: false },
    });
    open(WEB);
    const destroy = await screen.findByRole('button', { name: 'Destroy' });
    const reason = network.world.resources[WEB].allowedActions.find(
      ({ action }) => action === 'destroy',
    )?.reason;
    expect(reason).toBeDefined();
    expect(destroy).toHaveAccessibleDescription(reason);
    await userEvent.click(destroy);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('removes what is destroyed from the list, and goes back there', async () => {
    change(WEB, { state: 'destroyed', status: 'done' });
    network.world.resources[WEB] = sketchResource({
      number: 1,
      name: 'web',
      team: network.world.org.named('Checkout'),
      position: { state: 'destroyed', status: 'done' },
    });
    open(WEB);
    await userEvent.click(await screen.findByRole('button', { name: 'More actions' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Remove from the list' }));
    await userEvent.click(
      within(await dialog()).getByRole('button', { name: 'Remove from the list' }),
    );
    expect(await screen.findByRole('table', { name: 'Resources' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'web' })).not.toBeInTheDocument();
  });

  it('tells not found, forbidden and failed apart', async () => {
    const missing = renderScreen(screens, {
      at: '/infra/resources/00000000-0000-4000-8fff-000000000000',
    });
    expect(await screen.findByText('Not found')).toBeInTheDocument();
    missing.unmount();
    network.backend.fail('getResource', 'FORBIDDEN', 'no');
    const forbidden = open(WEB);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('getResource', () => {
      throw new Error('boom');
    });
    open(WEB);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('shows what one can do and why not, and what everybody did', async () => {
    open(WEB, '?tab=access');
    const actions = await screen.findByRole('table', {
      name: 'Actions and whether they are possible',
    });
    expect(within(actions).getByRole('row', { name: /^Plan/ })).toHaveTextContent(
      'Not nowThis type of resource cannot be planned',
    );
    const audit = await screen.findByRole('table', { name: 'Audit trail, the newest first' });
    expect(within(audit).getByRole('row', { name: /resource-request/ })).toHaveTextContent(
      'slaTypeAfter: bronze',
    );
  });

  it('has no accessibility violations on any tab', async () => {
    for (const tab of ['', '?tab=runs', '?tab=access']) {
      const { container, unmount } = open(WEB, tab);
      await screen.findByRole('tabpanel');
      await waitFor(() => expect(screen.queryByText('Loading')).not.toBeInTheDocument());
      await expectAccessible(container);
      unmount();
    }
  });
});

describe('runs', () => {
  it('shows a run with its log, and stops it', async () => {
    open(BATCH, '?tab=runs');
    const log = await screen.findByRole('log');
    await waitFor(() => expect(log).toHaveTextContent('Waiting for Argo CD'));
    await userEvent.click(screen.getAllByRole('button', { name: 'Stop' })[1]);
    await userEvent.click(within(await dialog()).getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(screen.getAllByText('Stopped').length).toBeGreaterThan(0));
    expect(network.backend.callsOf('cancelRun')).toHaveLength(1);
  });

  it('shows the run that is in the address', async () => {
    const { world } = network;
    const [run] = world.runs;
    const older = {
      ...run,
      id: '00000000-0000-4000-8005-0000000000ff',
      kind: 'destroy' as const,
      status: 'cancelled' as const,
    };
    world.runs = [...world.runs, older];
    world.logs.set(older.id, [sketchLine(1, 'From long ago')]);
    open(WEB, `?tab=runs&run=${older.id}`);
    expect(await screen.findByText('From long ago')).toBeInTheDocument();
    const runs = screen.getByRole('list', { name: 'Runs, the newest first' });
    expect(within(runs).getByRole('button', { current: true })).toHaveTextContent('Destruction');
  });

  it('stops a run of an action, which leaves the resource where it is', async () => {
    const { world } = network;
    const [run] = world.runs;
    const action = { kind: 'action' as const, action: 'build', status: 'in_progress' as const };
    world.runs = [{ ...run, ...action, finishedAt: undefined }, ...world.runs.slice(1)];
    open(WEB, '?tab=runs');
    const runs = await screen.findByRole('list', { name: 'Runs, the newest first' });
    expect(within(runs).getByRole('button', { current: true })).toHaveTextContent('build');
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
    await userEvent.click(within(await dialog()).getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(network.backend.callsOf('cancelRun')).toHaveLength(1));
  });

  it('says that there was none yet', async () => {
    network.world.runs = [];
    change(WEB, { lastRunId: undefined });
    open(WEB, '?tab=runs');
    expect(await screen.findByText('No run yet')).toBeInTheDocument();
  });
});
