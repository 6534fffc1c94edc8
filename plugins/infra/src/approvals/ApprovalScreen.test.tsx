import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { sketchApproval, sketchPlan, sketchRun } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ApprovalRoutes } from './ApprovalRoutes';

const network = fakeNetwork();

const screens = (
  <Routes>
    <Route path="/infra/approvals/*" element={<ApprovalRoutes />} />
  </Routes>
);

/** Puts one approval of `web` into the world, with its plan. */
function given(
  rest: Partial<Approval> = {},
  plan: Parameters<typeof sketchPlan>[1] = {},
): Approval {
  const { world } = network;
  const approval = sketchApproval(world.resources[0], 1, rest);
  world.approvals = [approval];
  if (approval.planRunId) world.plans.set(approval.planRunId, sketchPlan(approval, plan));
  return approval;
}

function change(rest: Partial<Approval>) {
  network.world.approvals = network.world.approvals.map(one => ({ ...one, ...rest }));
}

const open = ({ id }: Approval) => renderScreen(screens, { at: `/infra/approvals/${id}` });
const region = (name: string) => screen.findByRole('region', { name });
const approve = () => screen.findByRole('button', { name: 'Approve' });
const dialog = async () => within(await screen.findByRole('dialog'));

async function confirmApproval() {
  await press('Approve');
  const box = await dialog();
  await userEvent.click(box.getByRole('button', { name: 'Approve' }));
  return box;
}

describe('ApprovalScreen', () => {
  beforeEach(() => {
    network.world.signIn('user:default/dora', [{ role: 'dept_admin', unit: 'Payments' }]);
  });

  it('shows what it is beside what it will be, and what that takes', async () => {
    open(
      given({
        kind: 'change',
        before: { slaType: 'bronze', performanceTier: 'regular' },
        variables: { slaType: 'gold', performanceTier: 'regular' },
        cost: { cpu: 8, ramGb: 32 },
        costBefore: { cpu: 2, ramGb: 4 },
      }),
    );
    expect(await screen.findByRole('heading', { name: 'Change web' })).toBeInTheDocument();
    const settings = within(await region('Settings'));
    await settings.findByRole('rowheader', { name: 'Service level' });
    const rows = settings.getAllByRole('row').slice(1);
    expect(rows.map(row => row.textContent)).toEqual([
      'Service levelbronzegoldchanged',
      'Performance tierregularregularunchanged',
    ]);
    const quota = await region('Quota');
    expect(quota).toHaveTextContent('Until now2 cores, 4 GiB');
    expect(quota).toHaveTextContent('Then8 cores, 32 GiB');
    expect(quota).toHaveTextContent('Difference+6 cores, +28 GiB');
    await waitFor(() => expect(quota).toHaveTextContent('22 of 50 cores'));
  });

  it('shows the plan, address by address, without what is sensitive', async () => {
    open(given());
    const plan = within(await region('Plan'));
    const counts = await plan.findByRole('list', { name: 'What the plan does' });
    expect(counts).toHaveTextContent('1 to create1 to replace');
    await userEvent.click(plan.getByText('module.db.aws_db_instance.main'));
    const attributes = await plan.findByRole('table', {
      name: 'Attributes of module.db.aws_db_instance.main',
    });
    const row = (name: RegExp) => within(attributes).getByRole('row', { name });
    expect(row(/^engine_version/)).toHaveTextContent('engine_versionforces replacement1516');
    expect(row(/^endpoint/)).toHaveTextContent('db.internalknown after apply');
    expect(row(/^password/)).toHaveTextContent('hidden, as it is sensitive');
  });

  it('shows which rules are broken, who decides and what was decided', async () => {
    open(
      given({
        policies: [
          { name: 'Named after the team', passed: true },
          { name: 'No public address', passed: false, message: 'Remove the public address' },
        ],
        steps: [
          {
            title: 'Head of department',
            approvers: 'department administrators of Payments',
            needed: 2,
            status: 'open',
            decisions: [
              {
                by: 'user:default/dan',
                decision: 'approved',
                comment: 'fine by me',
                digest: 'older',
                at: new Date().toISOString(),
              },
            ],
          },
        ],
      }),
    );
    const rules = within(await region('Rules')).getAllByRole('listitem');
    expect(rules[0]).toHaveTextContent('No public addressBrokenRemove the public address');
    expect(rules[1]).toHaveTextContent('Named after the teamKept');
    await waitFor(async () =>
      expect(await approve()).toHaveAccessibleDescription(
        'A rule is broken, so it cannot be approved',
      ),
    );
    const steps = await region('Who decides');
    expect(steps).toHaveTextContent('May decide: department administrators of Payments');
    expect(steps).toHaveTextContent('2 approvals of different people are needed');
    expect(steps).toHaveTextContent('fine by me');
    expect(steps).toHaveTextContent('about something older, so it does not count');
  });

  it('approves what is shown, by its digest', async () => {
    open(given());
    await press('Approve');
    const box = await dialog();
    await userEvent.type(box.getByLabelText('Comment (optional)'), 'go ahead');
    await userEvent.click(box.getByRole('button', { name: 'Approve' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(network.backend.callsOf('actOnResource')[0].body).toEqual({
      comment: 'go ahead',
      digest: 'digest-1',
    });
    await waitFor(async () =>
      expect(await approve()).toHaveAccessibleDescription('It is decided already'),
    );
  });

  it('asks to look again at what changed since it was shown', async () => {
    const approval = given();
    const { signals } = open(approval);
    await screen.findByRole('list', { name: 'What the plan does' });
    const newer = { digest: 'newer', planRunId: '00000000-0000-4000-8005-0000000000ff' };
    change(newer);
    network.world.plans.set(
      newer.planRunId,
      sketchPlan(
        { ...approval, ...newer },
        { counts: { create: 0, update: 0, replace: 0, destroy: 3, read: 0 } },
      ),
    );
    signals.send({ subject: 'approval', id: approval.id });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'This changed while you were looking at it',
    );
    expect(await screen.findByText('3 to destroy')).toBeInTheDocument();
    expect(await approve()).toHaveAccessibleDescription('It changed since it was shown to you');
    await userEvent.click(await approve());
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: 'I have looked at it again' }));
    await confirmApproval();
    await waitFor(() =>
      expect(network.backend.callsOf('actOnResource')[0]?.body).toEqual({ digest: 'newer' }),
    );
  });

  it('does not approve what changes while it is being confirmed', async () => {
    const approval = given();
    const { signals } = open(approval);
    await press('Approve');
    const box = await dialog();
    change({ digest: 'newer' });
    signals.send({ subject: 'approval', id: approval.id });
    expect(await box.findByRole('alert')).toHaveTextContent('This changed in the meantime');
    expect(box.getByRole('button', { name: 'Approve' })).toBeDisabled();
  });

  it('keeps the dialog open when the backend knows of a newer one first', async () => {
    open(given());
    await press('Approve');
    network.backend.fail('actOnResource', 'CONFLICT', 'It has changed since; look at it again');
    const box = await dialog();
    await userEvent.click(box.getByRole('button', { name: 'Approve' }));
    expect(await box.findByRole('alert')).toHaveTextContent('It has changed since');
  });

  it.each<[string, Partial<Approval>, string]>([
    ['is being made', { planStatus: 'running', digest: undefined }, 'The plan is being made'],
    ['failed', { planStatus: 'failed', digest: undefined }, 'The plan failed, so nobody knows'],
    [
      'is outdated',
      { planStatus: 'outdated', digest: undefined },
      'Something changed since it was',
    ],
  ])('cannot be approved while the plan %s, but rejected', async (_, rest, reason) => {
    open(given(rest));
    await waitFor(async () => expect((await approve()).getAttribute('aria-disabled')).toBe('true'));
    expect(await region('Your decision')).toHaveTextContent(reason);
    expect(screen.getByRole('button', { name: 'Reject' })).not.toHaveAttribute('aria-disabled');
  });

  it('cannot be approved with the plan of something else', async () => {
    open(given({}, { digest: 'of another one' }));
    await waitFor(async () =>
      expect(await approve()).toHaveAccessibleDescription(
        'The plan that is shown is not the one that would be approved',
      ),
    );
  });

  it('shows the log while the plan is being made', async () => {
    const { world } = network;
    const approval = given({ planStatus: 'running', digest: undefined });
    world.runs = [
      sketchRun(world.resources[0], 101, {
        id: approval.planRunId,
        kind: 'plan',
        status: 'in_progress',
        phase: 'plan',
        finishedAt: undefined,
      }),
      ...world.runs,
    ];
    world.logs.set(approval.planRunId ?? '', world.logs.get(world.runs[1].id) ?? []);
    open(approval);
    expect(await screen.findByText('Plan: Running')).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('log')).toHaveTextContent('Committed a1b2c3d'));
  });

  it('plans again what failed', async () => {
    const { world } = network;
    world.resources = world.resources.map(one => ({
      ...one,
      allowedActions: one.allowedActions.map(entry =>
        entry.action === 'plan' ? { action: 'plan' as const, allowed: true } : entry,
      ),
    }));
    open(given({ planStatus: 'failed', digest: undefined }));
    await press('Plan again');
    await waitFor(() => expect(network.backend.callsOf('actOnResource')).toHaveLength(1));
  });

  it('says why somebody may not decide', async () => {
    open(given({ mayDecide: false, reason: 'You made this request yourself' }));
    expect(await approve()).toHaveAccessibleDescription('You made this request yourself');
    expect(screen.getByRole('button', { name: 'Reject' })).toHaveAccessibleDescription(
      'You made this request yourself',
    );
  });

  it('rejects only with a reason', async () => {
    open(given());
    await press('Reject');
    const box = await dialog();
    expect(box.getByRole('button', { name: 'Reject' })).toBeDisabled();
    await userEvent.type(box.getByLabelText(/^Why/), 'too large');
    await userEvent.click(box.getByRole('button', { name: 'Reject' }));
    await waitFor(() => expect(screen.getAllByText('Rejected').length).toBeGreaterThan(0));
    expect(network.backend.callsOf('actOnResource')[0].body).toEqual({ comment: 'too large' });
  });

  it('asks the requester, who answers', async () => {
    const approval = given();
    const asking = open(approval);
    await userEvent.type(await screen.findByLabelText('Message'), 'What is it for?');
    await press('Ask');
    const messages = await screen.findByRole('list', { name: 'Messages, the oldest first' });
    expect(messages).toHaveTextContent('QuestionWhat is it for?');
    expect(await screen.findByText('Waits for an answer')).toBeInTheDocument();
    asking.unmount();
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    open(approval);
    expect(await screen.findByRole('button', { name: 'Answer' })).toHaveAccessibleDescription(
      'Write something first',
    );
    expect(screen.queryByRole('button', { name: 'Ask' })).not.toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Message'), 'For the shop');
    await press('Answer');
    await waitFor(() =>
      expect(network.backend.callsOf('postApprovalMessage')[1]?.body).toEqual({
        text: 'For the shop',
        asks: false,
      }),
    );
  });

  it('tells not found and failed apart', async () => {
    const approval = given();
    network.world.approvals = [];
    const missing = open(approval);
    expect(await screen.findByText('Not found')).toBeInTheDocument();
    missing.unmount();
    network.backend.on('getApproval', () => {
      throw new Error('boom');
    });
    open(approval);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    const { container } = open(
      given({ kind: 'change', before: { slaType: 'silver' }, escalated: true }),
    );
    await userEvent.click(await screen.findByText('module.db.aws_db_instance.main'));
    await screen.findByRole('table', { name: /^Attributes/ });
    await expectAccessible(container);
  });
});
