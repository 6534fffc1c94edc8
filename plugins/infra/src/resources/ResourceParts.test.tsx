import {
  listActions,
  type LifecycleFacts,
  type Resource,
  SECRET_MASK,
} from '@bailiwick/backstage-plugin-infra-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  idOf,
  mayDoAll,
  sketchApproval,
  sketchPlan,
  sketchRevision,
  sketchRun,
} from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceRoutes } from './ResourceRoutes';

const network = fakeNetwork();

const screens = (
  <Routes>
    <Route path="/infra/resources/*" element={<ResourceRoutes />} />
    <Route path="/infra/approvals/:id" element={<p>The approval</p>} />
  </Routes>
);

const web = () => network.world.resources[0];
const open = (tab = '') =>
  renderScreen(screens, { at: `/infra/resources/${web().id}${tab ? `?tab=${tab}` : ''}` });
const dialog = async () => within(await screen.findByRole('dialog'));

function change(rest: Partial<Resource>, facts: Partial<LifecycleFacts> = {}) {
  const [first, ...others] = network.world.resources;
  const changed = { ...first, ...rest };
  const allowedActions = listActions(changed, {
    ...mayDoAll,
    canPlan: true,
    canUpdate: true,
    ...facts,
  });
  network.world.resources = [{ ...changed, allowedActions }, ...others];
}

describe('what one should know first', () => {
  it('leads to the approval of a change that waits', async () => {
    const approvalId = idOf(6, 1);
    change({
      status: 'approval_pending',
      approvalId,
      pendingChange: {
        revision: 2,
        version: '1.0.0',
        variables: {},
        cost: { cpu: 2, ramGb: 4 },
        requestedBy: 'user:default/tess',
        requestedAt: new Date().toISOString(),
        approvalId,
      },
    });
    open();
    expect(await screen.findByRole('note')).toHaveTextContent('A change waits for its approval');
    expect(screen.queryByRole('button', { name: 'Approve' })).not.toBeInTheDocument();
    const [review] = screen.getAllByRole('button', { name: 'Review' });
    expect(review).toHaveAttribute('href', `/infra/approvals/${approvalId}`);
  });

  it('offers to apply again what is stale or has drifted', async () => {
    change({ stale: true, drift: { detectedAt: new Date().toISOString(), summary: '2 changed' } });
    open();
    const notes = await screen.findAllByRole('note');
    expect(notes[0]).toHaveTextContent('Differs from what was asked for: 2 changed');
    expect(notes[1]).toHaveTextContent('Something that it takes from what it depends on');
    await userEvent.click(within(notes[1]).getByRole('button', { name: 'Apply' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Apply' }));
    await waitFor(() => expect(network.backend.callsOf('actOnResource')).toHaveLength(1));
  });

  it('removes a lock only with a reason', async () => {
    change({ locked: true, status: 'error' }, { isLocked: true });
    open();
    await press('Unlock');
    const box = await dialog();
    expect(box.getByRole('button', { name: 'Unlock' })).toBeDisabled();
    await userEvent.type(box.getByLabelText(/^Why/), 'the worker is gone');
    await userEvent.click(box.getByRole('button', { name: 'Unlock' }));
    await waitFor(() =>
      expect(network.backend.callsOf('actOnResource')[0]?.body).toEqual({
        comment: 'the worker is gone',
      }),
    );
  });

  it('offers to extend what expires soon, and is quiet about what expires later', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    change({ expiresAt: inDays(2.5) }, { hasExpiry: true });
    const soon = open();
    expect(await screen.findByRole('note')).toHaveTextContent('It expires in 2 days');
    expect(screen.getByRole('button', { name: 'Extend' })).toBeInTheDocument();
    soon.unmount();
    change({ expiresAt: inDays(200) }, { hasExpiry: true });
    open();
    await screen.findByRole('heading', { name: 'web' });
    expect(screen.queryByRole('note')).not.toBeInTheDocument();
  });

  it('leads to the form where it can be changed, and says why where it cannot', async () => {
    change({});
    const possible = open();
    expect(await screen.findByRole('button', { name: 'Change' })).toHaveAttribute(
      'href',
      `/infra/resources/${web().id}/edit`,
    );
    possible.unmount();
    change({}, { canUpdate: false });
    open();
    expect(await screen.findByRole('button', { name: 'Change' })).toHaveAccessibleDescription(
      'This type of resource cannot be changed',
    );
  });
});

describe('outputs', () => {
  it('shows what is sensitive only once it is asked for', async () => {
    change({ outputs: { address: 'db.internal', password: SECRET_MASK } });
    open();
    const outputs = await screen.findByRole('region', { name: 'Outputs' });
    expect(outputs).toHaveTextContent('passwordhidden, as it is sensitive');
    expect(network.backend.callsOf('revealOutputs')).toHaveLength(0);
    await press('Show what is sensitive');
    const box = await dialog();
    expect(box.getByText(/That you looked is written down/)).toBeInTheDocument();
    await userEvent.click(box.getByRole('button', { name: 'Show what is sensitive' }));
    await waitFor(() => expect(outputs).toHaveTextContent('password in clear'));
  });
});

describe('plan', () => {
  const planRun = (rest = {}) => {
    const run = sketchRun(web(), 60, { kind: 'plan', ...rest });
    network.world.runs = [run, ...network.world.runs];
    return run;
  };

  it('shows what the latest plan found', async () => {
    change({});
    const run = planRun();
    network.world.plans.set(
      run.id,
      sketchPlan(sketchApproval(web(), 1), {
        runId: run.id,
        outdated: true,
        policies: [{ name: 'No public address', passed: true }],
      }),
    );
    open('plan');
    expect(await screen.findByText('module.db.aws_db_instance.main')).toBeInTheDocument();
    expect(screen.getByText(/It can neither be approved nor applied/)).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Rules' })).toHaveTextContent('No public address');
  });

  it('says why there is none, with the log', async () => {
    change({});
    planRun({ status: 'error', error: 'tofu plan ended with 1' });
    open('plan');
    expect(await screen.findByText('The plan failed: tofu plan ended with 1')).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Log' })).toBeInTheDocument();
  });

  it('offers to make the first one', async () => {
    change({});
    open('plan');
    expect(await screen.findByText('There is no plan yet')).toBeInTheDocument();
    const panel = within(screen.getByRole('tabpanel'));
    await userEvent.click(panel.getByRole('button', { name: 'Plan' }));
    await userEvent.click((await dialog()).getByRole('button', { name: 'Plan' }));
    await waitFor(() => expect(network.backend.callsOf('actOnResource')).toHaveLength(1));
  });
});

describe('revisions', () => {
  beforeEach(() => {
    change({ revision: 3 });
    network.world.revisions.set(web().id, [
      sketchRevision(web(), 3, { variables: { slaType: 'gold' }, approvalId: idOf(6, 3) }),
      sketchRevision(web(), 2, { variables: { slaType: 'silver' }, restoredFrom: 1 }),
      sketchRevision(web(), 1, { variables: { slaType: 'bronze' } }),
    ]);
  });

  const differences = () =>
    screen.findByRole('table', { name: 'Differences between the revisions' });

  it('compares the last two, and any others on demand', async () => {
    open('revisions');
    expect(await differences()).toHaveTextContent('/variables/slaTypesilvergold');
    const list = screen.getByRole('table', { name: 'Revisions, the newest first' });
    expect(within(list).getByRole('row', { name: /^2/ })).toHaveTextContent('from revision 1');
    await chooseFrom(screen.getByLabelText('From revision'), '1');
    await waitFor(async () =>
      expect(await differences()).toHaveTextContent('/variables/slaTypebronzegold'),
    );
  });

  it('proposes an old one anew, but not what it is now', async () => {
    open('revisions');
    const current = await screen.findByRole('button', { name: 'Restore revision 3' });
    expect(current).toHaveAccessibleDescription('It is this revision now');
    await press('Restore revision 1');
    await userEvent.click((await dialog()).getByRole('button', { name: 'Restore' }));
    await waitFor(() => expect(network.backend.callsOf('restoreRevision')).toHaveLength(1));
    const [{ headers }] = network.backend.callsOf('restoreRevision');
    expect(headers.get('if-match')).toBe('"3"');
    expect(await screen.findByText(/^A change waits for its approval/)).toBeInTheDocument();
  });

  it('says that there is none', async () => {
    network.world.revisions.clear();
    open('revisions');
    expect(await screen.findByText('No revision yet')).toBeInTheDocument();
  });
});

describe('dependencies', () => {
  it('shows them as a picture and as lists', async () => {
    change({
      parents: [{ id: idOf(4, 70), name: 'net', type: 'network' }],
      children: [{ id: idOf(4, 71), name: 'dns', type: 'record' }],
    });
    open('dependencies');
    expect(await screen.findByRole('img', { name: /^What web depends on/ })).toBeInTheDocument();
    const up = screen.getByRole('list', { name: 'Depends on' });
    expect(within(up).getByRole('link', { name: 'net' })).toHaveAttribute(
      'href',
      `/infra/resources/${idOf(4, 70)}`,
    );
    expect(screen.getByRole('list', { name: 'Needed by' })).toHaveTextContent(
      'dnsrecordActiveTo be applied again',
    );
  });

  it('says that there are none', async () => {
    open('dependencies');
    expect(await screen.findByText('It stands for itself')).toBeInTheDocument();
  });
});

describe('state', () => {
  beforeEach(() => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    network.world.states.set(web().id, {
      lock: { id: 'l', operation: 'apply', who: 'worker-1', createdAt: new Date().toISOString() },
      versions: [{ version: 2, serial: 7, size: 2048, createdAt: new Date().toISOString() }],
    });
  });

  it('is only for administrators', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    open('state');
    await screen.findByRole('tab', { name: 'Overview', selected: true });
    expect(screen.queryByRole('tab', { name: 'State' })).not.toBeInTheDocument();
  });

  it('shows the lock and the versions, and hands one out after a warning', async () => {
    const saved: Blob[] = [];
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        saved.push(blob);
        return 'blob:state';
      },
      revokeObjectURL: () => undefined,
    });
    open('state');
    expect(await screen.findByText('Locked by worker-1 for apply')).toBeInTheDocument();
    await press('Download version 2');
    const box = await dialog();
    expect(box.getByText(/every secret of the resource in it, in clear/)).toBeInTheDocument();
    await userEvent.click(box.getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0].type).toBe('application/json');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('says that there is none', async () => {
    network.world.states.clear();
    open('state');
    expect(await screen.findByText('No state is kept')).toBeInTheDocument();
  });
});

it('has no accessibility violations on any of these tabs', async () => {
  network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  change({
    stale: true,
    parents: [{ id: idOf(4, 70), name: 'net', type: 'network' }],
  });
  network.world.revisions.set(web().id, [sketchRevision(web(), 1), sketchRevision(web(), 2)]);
  network.world.states.set(web().id, {
    versions: [{ version: 1, size: 10, createdAt: new Date().toISOString() }],
  });
  for (const tab of ['plan', 'dependencies', 'revisions', 'state']) {
    const { container, unmount } = open(tab);
    await screen.findByRole('tabpanel');
    await waitFor(() => expect(screen.queryByText('Loading')).not.toBeInTheDocument());
    await expectAccessible(container);
    unmount();
  }
});
