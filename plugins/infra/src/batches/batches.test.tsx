import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { idOf, sketchBatch } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourcesScreen } from '../resources/ResourcesScreen';
import { BatchesScreen } from './BatchesScreen';
import { BatchScreen } from './BatchScreen';

const network = fakeNetwork();

const bar = () => screen.findByRole('region', { name: 'What to do with what is marked' });

describe('marking resources in their list', () => {
  it('goes by keyboard, all on the page at once, and one out again', async () => {
    const { container } = renderScreen(<ResourcesScreen />);
    const all = await screen.findByRole('checkbox', { name: 'Mark all on this page' });
    all.focus();
    await userEvent.keyboard(' ');
    expect(within(await bar()).getByRole('status')).toHaveTextContent('3 marked');
    screen.getByRole('checkbox', { name: 'Mark batch' }).focus();
    await userEvent.keyboard(' ');
    expect(within(await bar()).getByRole('status')).toHaveTextContent('2 marked');
    expect(all).toHaveAttribute('data-indeterminate', 'true');
    await expectAccessible(container);
    await userEvent.click(screen.getByRole('button', { name: 'Unmark all' }));
    expect(screen.queryByText('2 marked')).not.toBeInTheDocument();
  });

  it('forgets what the filters take away', async () => {
    renderScreen(<ResourcesScreen />);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Mark web' }));
    await userEvent.type(screen.getByRole('searchbox'), 'batch');
    await waitFor(() => expect(screen.queryByText('1 marked')).not.toBeInTheDocument());
  });

  it('confirms with which it is possible and why not with the others, and asks for those only', async () => {
    const [web, , scoring] = network.world.resources;
    renderScreen(<ResourcesScreen />);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Mark all on this page' }));
    await press('Try again');
    const dialog = await screen.findByRole('dialog', { name: 'Try again: 1 of 3?' });
    const reasonOf = ({ name }: { name: string }) =>
      within(within(dialog).getByRole('list', { name: /left out/ })).getByText(
        (_, element) => element?.tagName === 'LI' && element.textContent?.startsWith(name) === true,
      );
    const entry = web.allowedActions.find(({ action }) => action === 'retry');
    expect(reasonOf(web)).toHaveTextContent(entry?.reason ?? 'none');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Try again 1 resource' }));
    await waitFor(() =>
      expect(network.backend.callsOf('createBatch')).toEqual([
        expect.objectContaining({ body: { action: 'retry', resourceIds: [scoring.id] } }),
      ]),
    );
  });

  it('has the destruction of many confirmed by a word', async () => {
    renderScreen(<ResourcesScreen />);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Mark web' }));
    await press('Destroy');
    const dialog = await screen.findByRole('dialog', { name: 'Destroy: 1 of 1?' });
    const confirm = within(dialog).getByRole('button', { name: 'Destroy 1 resource' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText('Type destroy to confirm'), 'destroy');
    expect(confirm).toBeEnabled();
  });

  it('offers nothing that is possible with none, and says so', async () => {
    renderScreen(<ResourcesScreen />);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Mark web' }));
    await bar();
    expect(screen.getByRole('button', { name: 'Try again' })).toHaveAccessibleDescription(
      'It is possible with none of them',
    );
  });
});

const items = () => {
  const [web, batch] = network.world.resources;
  return [
    { resourceId: web.id, name: 'web', status: 'done' as const, runId: idOf(5, 1) },
    {
      ...{ resourceId: batch.id, name: 'batch', status: 'refused' as const },
      error: { code: 'INVALID_STATE', message: 'A run is going on' },
    },
    { resourceId: idOf(4, 77), status: 'waiting' as const },
  ];
};

describe('BatchScreen', () => {
  const open = () =>
    renderScreen(
      <Routes>
        <Route path="/batches/:id" element={<BatchScreen />} />
      </Routes>,
      { at: `/batches/${network.world.batches[0].id}` },
    );

  beforeEach(() => {
    const [first, ...others] = items();
    network.world.batches = [sketchBatch(1, [{ ...first, runStatus: 'in_progress' }, ...others])];
  });

  it('shows what became of each, and follows the runs', async () => {
    const { container, signals } = open();
    expect(
      await screen.findByRole('heading', { name: 'Apply: 3 resources', level: 2 }),
    ).toBeInTheDocument();
    const row = (name: RegExp) => screen.getByRole('row', { name });
    expect(row(/batch/)).toHaveTextContent('A run is going on');
    expect(row(/may not see/)).toHaveTextContent('Waits');
    expect(within(row(/web/)).getAllByRole('link')[1]).toHaveAttribute(
      'href',
      `/infra/resources/${network.world.resources[0].id}?tab=runs&run=${idOf(5, 1)}`,
    );
    await expectAccessible(container);
    const [first, ...others] = items();
    network.world.batches = [sketchBatch(1, [{ ...first, runStatus: 'error' }, ...others])];
    const before = row(/web/).textContent;
    signals.send({ subject: 'run', id: idOf(5, 1) });
    await waitFor(() => expect(row(/web/).textContent).not.toBe(before));
  });

  it('shows one outcome on demand', async () => {
    open();
    await chooseFrom(await screen.findByLabelText('Show'), 'Refused');
    await waitFor(() => expect(screen.getAllByRole('rowheader')).toHaveLength(1));
  });

  it('is not found where it is somebody else’s', async () => {
    network.backend.fail('getBatch', 'NOT_FOUND', 'There is no batch');
    open();
    expect(await screen.findByText('Not found')).toBeInTheDocument();
  });
});

describe('BatchesScreen', () => {
  it('lists them with their outcomes', async () => {
    network.world.batches = [sketchBatch(1, items())];
    const { container } = renderScreen(<BatchesScreen />);
    const row = await screen.findByRole('row', { name: /Apply: 3 resources/ });
    expect(row).toHaveTextContent('1 waiting1 done1 refused');
    await expectAccessible(container);
  });

  it('says how one comes about where there are none', async () => {
    renderScreen(<BatchesScreen />);
    expect(await screen.findByText('There are no batches yet')).toBeInTheDocument();
  });
});
