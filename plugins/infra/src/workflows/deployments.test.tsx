import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { sketchDeployment, sketchWorkflow } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceScreen } from '../resources/ResourceScreen';
import { WorkflowScreen } from './WorkflowScreen';

const network = fakeNetwork();

const service = () => network.world.resources[0];

const deploymentOf = (rest: Parameters<typeof sketchWorkflow>[2] = {}) =>
  sketchWorkflow(1, network.world.org.named('Checkout'), {
    ...{ kind: 'deployment', title: service().name, blueprint: undefined, steps: [] },
    deployment: sketchDeployment(service()),
    ...rest,
  });

const routes = (
  <Routes>
    <Route path="/workflows/:id" element={<WorkflowScreen />} />
    <Route path="/infra/workflows/:id" element={<WorkflowScreen />} />
    <Route path="/resources/:id" element={<ResourceScreen />} />
  </Routes>
);

const openWorkflow = () =>
  renderScreen(routes, { at: `/workflows/${network.world.workflows[0].id}` });

describe('the page of a deployment', () => {
  it('shows the stages with their logs and the approval', async () => {
    network.world.workflows = [deploymentOf()];
    const { container } = openWorkflow();
    const table = within(await screen.findByRole('table', { name: 'Stages' }));
    expect(table.getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Build/),
      expect.stringMatching(/^Deploy/),
      expect.stringMatching(/^Validate/),
      expect.stringMatching(/^Report/),
    ]);
    const deploy = within(table.getByRole('row', { name: /^Deploy/ }));
    expect(deploy.getByText('Waits for approval')).toBeInTheDocument();
    const [{ runId: built }, { approvalId }] = network.world.workflows[0].deployment!.stages;
    expect(deploy.getByRole('link', { name: 'Approval' })).toHaveAttribute(
      'href',
      expect.stringContaining(`/approvals/${approvalId}`),
    );
    expect(table.getByRole('link', { name: 'Log of Build' })).toHaveAttribute(
      'href',
      expect.stringMatching(new RegExp(`/resources/.*tab=runs&run=${built}`)),
    );
    expect(screen.getByText('1 of 4 done')).toBeInTheDocument();
    expect(screen.getByText('https://git.example/apps/shop')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('says why it stopped, and what resuming does', async () => {
    const reason = 'The image was not built: no such instruction';
    network.world.workflows = [
      deploymentOf({
        ...{ status: 'stopped', reason },
        deployment: sketchDeployment(service(), {
          image: undefined,
          stages: [{ name: 'build', status: 'failed', reason }],
        }),
        allowedActions: [{ action: 'resume', allowed: true }],
      }),
    ];
    openWorkflow();
    expect(await screen.findAllByText(reason)).toHaveLength(2);
    await userEvent.click(screen.getByRole('button', { name: 'Resume' }));
    expect(
      await screen.findByText(/a change that was rejected is asked for again/),
    ).toBeInTheDocument();
  });

  it('reports what was deployed', async () => {
    network.world.workflows = [
      deploymentOf({
        status: 'done',
        deployment: sketchDeployment(service(), {
          report: {
            ...{ commit: 'c'.repeat(40), image: 'x', address: 'https://shop.example/' },
            ...{ revision: 4, deployedBy: 'user:default/tess', seconds: 61 },
            time: new Date().toISOString(),
          },
        }),
      }),
    ];
    openWorkflow();
    const report = within(await screen.findByRole('region', { name: 'What came of it' }));
    expect(report.getByText('https://shop.example/')).toBeInTheDocument();
    expect(report.getByText('61 seconds')).toBeInTheDocument();
  });
});

describe('deploying to a service', () => {
  const offered = (rest: object = { allowed: true }) => {
    const [first, ...others] = network.world.resources;
    const build = { action: 'build', title: 'Build an image', allowed: true, ...rest };
    network.world.resources = [{ ...first, namedActions: [build] }, ...others];
  };
  const open = async () => {
    const page = renderScreen(routes, { at: `/resources/${service().id}` });
    await userEvent.click(await screen.findByRole('button', { name: 'Deploy' }));
    await screen.findByRole('dialog');
    return page;
  };

  it('says why it is not possible', async () => {
    offered({ allowed: false, reason: 'No image is built in this installation' });
    renderScreen(routes, { at: `/resources/${service().id}` });
    expect(await screen.findByRole('button', { name: 'Deploy' })).toHaveAccessibleDescription(
      'No image is built in this installation',
    );
    expect(screen.queryByRole('button', { name: 'Build an image' })).not.toBeInTheDocument();
  });

  it('starts from what was deployed last, and leads to its page', async () => {
    offered();
    network.world.workflows = [deploymentOf({ status: 'done' })];
    await open();
    const dialog = within(await screen.findByRole('dialog'));
    const field = (name: RegExp) => dialog.findByRole('textbox', { name });
    expect(await field(/Repository/)).toHaveValue('https://git.example/apps/shop');
    expect(await field(/Branch or tag/)).toHaveValue('main');
    expect(await field(/Folder/)).toHaveValue('api');
    expect(await field(/Path to ask/)).toHaveValue('/health');
    await userEvent.clear(await field(/Folder/));
    await userEvent.click(dialog.getByRole('button', { name: 'Deploy' }));
    await waitFor(() => expect(network.world.workflows).toHaveLength(2));
    const [{ deployment }] = network.world.workflows;
    expect(deployment?.source).toEqual({
      ...{ repository: 'https://git.example/apps/shop', ref: 'main', dockerfile: 'Dockerfile' },
    });
    expect(deployment?.check).toMatchObject({ path: '/health', timeoutSeconds: 180 });
  });

  it('shows what is wrong at its field', async () => {
    offered();
    network.backend.fail('createWorkflow', 'VALIDATION_ERROR', 'no', [
      { pointer: '/source/ref', message: 'is neither a branch nor a tag of the repository' },
    ]);
    const { baseElement } = await open();
    const dialog = within(await screen.findByRole('dialog'));
    const send = dialog.getByRole('button', { name: 'Deploy' });
    expect(send).toBeDisabled();
    await userEvent.type(
      dialog.getByRole('textbox', { name: /Repository/ }),
      'https://git.example/apps/shop',
    );
    await userEvent.click(send);
    expect(
      await dialog.findByRole('textbox', { name: /Branch or tag/ }),
    ).toHaveAccessibleDescription('is neither a branch nor a tag of the repository');
    await expectAccessible(baseElement as HTMLElement);
  });
});
