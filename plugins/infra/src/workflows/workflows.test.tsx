import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { idOf, sketchStep, sketchWorkflow } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceScreen } from '../resources/ResourceScreen';
import { WorkflowScreen } from './WorkflowScreen';
import { WorkflowsScreen } from './WorkflowsScreen';

const network = fakeNetwork();

const checkout = () => network.world.org.named('Checkout');

const rowNames = async (label: string) =>
  within(await screen.findByRole('table', { name: label }))
    .getAllByRole('rowheader')
    .map(cell => within(cell).queryByRole('link')?.textContent ?? cell.textContent);

const openWorkflow = () =>
  renderScreen(
    <Routes>
      <Route path="/workflows/:id" element={<WorkflowScreen />} />
    </Routes>,
    { at: `/workflows/${network.world.workflows[0].id}` },
  );

describe('WorkflowsScreen', () => {
  beforeEach(() => {
    network.world.workflows = [
      sketchWorkflow(1, checkout()),
      sketchWorkflow(2, checkout(), {
        ...{ kind: 'destroy', status: 'stopped', title: 'old-net', blueprint: undefined },
        ...{ reason: 'old-net could not be destroyed', requestedBy: 'user:default/tom' },
      }),
    ];
  });

  it('lists them with where they are and why they are stopped', async () => {
    const { container } = renderScreen(<WorkflowsScreen />);
    expect(await rowNames('Workflows')).toEqual(['Create shop', 'Destroy old-net']);
    expect(screen.getByRole('row', { name: /old-net/ })).toHaveTextContent(
      'old-net could not be destroyed',
    );
    await expectAccessible(container);
  });

  it('filters by kind, status and who started it', async () => {
    renderScreen(<WorkflowsScreen />);
    await chooseFrom(await screen.findByLabelText('Kind'), 'Destroy');
    await waitFor(async () => expect(await rowNames('Workflows')).toEqual(['Destroy old-net']));
    await userEvent.click(screen.getByLabelText('Started by me'));
    expect(await screen.findByText('No workflow fits these filters')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(async () => expect(await rowNames('Workflows')).toHaveLength(2));
  });

  it('says what to do where there are none', async () => {
    network.world.workflows = [];
    renderScreen(<WorkflowsScreen />);
    expect(await screen.findByText('There are no workflows yet')).toBeInTheDocument();
  });

  it('tells forbidden and failed apart', async () => {
    network.backend.fail('listWorkflows', 'FORBIDDEN', 'no');
    const forbidden = renderScreen(<WorkflowsScreen />);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listWorkflows', () => {
      throw new Error('boom');
    });
    renderScreen(<WorkflowsScreen />);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });
});

describe('WorkflowScreen', () => {
  beforeEach(() => {
    network.world.workflows = [sketchWorkflow(1, checkout())];
  });

  it('shows the steps in their order, and what waits for what', async () => {
    const { container } = openWorkflow();
    expect(await rowNames('Steps')).toEqual(['shop-net', 'shop-vm']);
    const row = screen.getByRole('row', { name: /shop-vm/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map(cell => cell.textContent),
    ).toEqual([...['2', 'Waits', expect.any(String), 'shop-net']]);
    expect(screen.getByText('0 of 2 done')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('follows its resources, and says why a step failed', async () => {
    const { signals } = openWorkflow();
    await rowNames('Steps');
    const [workflow] = network.world.workflows;
    network.world.workflows = [
      {
        ...workflow,
        ...{ status: 'stopped', reason: 'shop-net could not be created: no address is free' },
        steps: [
          workflow.steps[0],
          sketchStep(201, 'shop-net', { status: 'failed', reason: 'no address is free' }),
        ],
      },
    ];
    signals.send({ subject: 'resource', id: idOf(4, 201) });
    expect(await screen.findByText('no address is free')).toBeInTheDocument();
    expect(
      screen.getByText('shop-net could not be created: no address is free'),
    ).toBeInTheDocument();
  });

  it('cancels after asking, and says why it cannot be resumed', async () => {
    openWorkflow();
    const resume = await screen.findByRole('button', { name: 'Resume' });
    expect(resume).toHaveAccessibleDescription('A workflow that is active cannot be resumed');
    await press('Cancel');
    const dialog = await screen.findByRole('dialog', { name: 'Cancel: Create shop?' });
    await userEvent.click(within(dialog).getAllByRole('button', { name: 'Cancel' })[1]);
    expect(await screen.findByText('Cancelled')).toBeInTheDocument();
    expect(network.backend.callsOf('cancelWorkflow')).toHaveLength(1);
  });

  it('keeps the reason of the refusal in the dialog', async () => {
    network.backend.fail('cancelWorkflow', 'FORBIDDEN', 'Only a lead of Checkout may do this');
    openWorkflow();
    await press('Cancel');
    const dialog = await screen.findByRole('dialog', { name: 'Cancel: Create shop?' });
    await userEvent.click(within(dialog).getAllByRole('button', { name: 'Cancel' })[1]);
    expect(
      await within(dialog).findByText('Only a lead of Checkout may do this'),
    ).toBeInTheDocument();
  });

  it('says that one may see nothing of it', async () => {
    network.world.workflows = [sketchWorkflow(1, checkout(), { steps: [] })];
    openWorkflow();
    expect(await screen.findByText('There is nothing of it that you may see')).toBeInTheDocument();
  });
});

describe('destroying a resource with everything upon it', () => {
  const open = async () => {
    const [web] = network.world.resources;
    network.world.resources = [
      { ...web, children: [{ id: idOf(4, 91), name: 'web-record', type: 'record' }] },
    ];
    renderScreen(
      <Routes>
        <Route path="/resources/:id" element={<ResourceScreen />} />
      </Routes>,
      { at: `/resources/${web.id}` },
    );
    await press('Destroy with everything upon it');
    return screen.findByRole('dialog', { name: 'Destroy web with everything upon it?' });
  };

  it('says what would go, in which order, and starts once its name is typed', async () => {
    const dialog = await open();
    const order = await within(dialog).findByRole('list', { name: 'In this order' });
    expect(order.textContent).toMatch(/Stage 1web-record.*Stage 2web/);
    const confirm = within(dialog).getByRole('button', { name: 'Destroy all of it' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText('Type web to confirm'), 'web');
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(network.backend.callsOf('createWorkflow')).toEqual([
        expect.objectContaining({
          body: { kind: 'destroy', resourceId: network.world.resources[0].id },
        }),
      ]),
    );
  });

  it('cannot be confirmed where it would be refused', async () => {
    network.world.workflowPreview = {
      valid: false,
      problems: [{ code: 'FORBIDDEN', message: 'Only a lead may destroy web-record' }],
    };
    const dialog = await open();
    expect(
      await within(dialog).findByText('Only a lead may destroy web-record'),
    ).toBeInTheDocument();
    await userEvent.type(within(dialog).getByLabelText('Type web to confirm'), 'web');
    expect(within(dialog).getByRole('button', { name: 'Destroy all of it' })).toBeDisabled();
  });
});
