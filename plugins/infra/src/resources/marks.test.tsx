import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { ResourceRoutes } from './ResourceRoutes';

const network = fakeNetwork();

const open = (query = '') => {
  const [{ id }] = network.world.resources;
  const screens = (
    <Routes>
      <Route path="/infra/resources/*" element={<ResourceRoutes />} />
    </Routes>
  );
  return renderScreen(screens, { at: `/infra/resources/${id}${query}` });
};

/** What the backend would make of it. */
function change(changes: object) {
  const [first, ...others] = network.world.resources;
  network.world.resources = [{ ...first, ...changes }, ...others];
  return network.world.resources[0];
}

const labels = () => screen.findByRole('region', { name: 'Labels' });

describe('labels of a resource', () => {
  it('are set and removed, and lead to all that have them', async () => {
    change({ labels: { env: 'prod' } });
    network.backend.on('labelResource', ({ body }) => {
      const { labels: patch } = body as { labels: Record<string, string | null> };
      return change({ labels: Object.fromEntries(Object.entries(patch).filter(([, v]) => v)) });
    });
    const { container } = open();
    const section = await labels();
    expect(within(section).getByRole('link', { name: 'env: prod' })).toHaveAttribute(
      'href',
      '/infra/resources?label=env%3Dprod',
    );
    await expectAccessible(container);
    await userEvent.type(within(section).getByLabelText('Key'), 'tier');
    const add = within(section).getByRole('button', { name: 'Add label' });
    expect(add).toHaveAccessibleDescription('A label has a key and a value');
    await userEvent.type(within(section).getByLabelText('Value'), ' web{Enter}');
    expect(await within(section).findByRole('link', { name: 'tier: web' })).toBeInTheDocument();
    expect(within(section).getByLabelText('Key')).toHaveValue('');
    await userEvent.click(within(section).getByRole('button', { name: 'Remove label tier' }));
    expect(await within(section).findByText(/None yet/)).toBeInTheDocument();
    expect(network.backend.callsOf('labelResource').map(({ body }) => body)).toEqual([
      { labels: { tier: 'web' } },
      { labels: { tier: null } },
    ]);
  });

  it('that are refused say why, where they were typed', async () => {
    network.backend.on('labelResource', () => change({}));
    open();
    const section = await labels();
    await userEvent.type(within(section).getByLabelText('Key'), '-a');
    await userEvent.type(within(section).getByLabelText('Value'), 'b{Enter}');
    expect(await within(section).findByText(/^key must consist of letters/)).toBeInTheDocument();
    expect(within(section).getByLabelText('Key')).toHaveValue('-a');
  });

  it('are for reading where nothing may be done', async () => {
    change({ labels: { env: 'prod' }, allowedActions: [] });
    open();
    const section = await labels();
    expect(within(section).getByRole('link', { name: 'env: prod' })).toBeInTheDocument();
    expect(within(section).queryByRole('button')).not.toBeInTheDocument();
  });
});

it('a resource is marked as a favourite, and no longer', async () => {
  network.backend.on('addFavourite', () => void change({ favourite: true }));
  network.backend.on('removeFavourite', () => void change({ favourite: undefined }));
  open();
  const name = `Favourite: ${network.world.resources[0].name}`;
  const star = await screen.findByRole('button', { name, pressed: false });
  await userEvent.click(star);
  await waitFor(() => expect(star).toHaveAttribute('aria-pressed', 'true'));
  await userEvent.click(star);
  await waitFor(() => expect(star).toHaveAttribute('aria-pressed', 'false'));
});
