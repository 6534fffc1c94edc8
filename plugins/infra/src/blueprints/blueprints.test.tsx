import { act, renderHook, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { sketchBlueprint, wiredTypes } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { BlueprintRoutes } from './BlueprintRoutes';
import { addNode, EMPTY, removeNode } from './draft';
import { useEditor } from './useEditor';

const network = fakeNetwork();

const open = (path = '') =>
  renderScreen(
    <Routes>
      <Route path="/infra/blueprints/*" element={<BlueprintRoutes />} />
    </Routes>,
    { at: `/infra/blueprints${path}` },
  );

beforeEach(() => {
  network.world.types = wiredTypes();
  network.world.blueprints = [sketchBlueprint()];
  network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
});

const nodes = async () =>
  within(await screen.findByRole('table', { name: 'Resources' }))
    .getAllByRole('rowheader')
    .map(cell => cell.textContent);

describe('the list and one blueprint', () => {
  it('says what each is made of and asks for', async () => {
    const { container } = open();
    const row = await screen.findByRole('row', { name: /Machine on a network/ });
    expect(row).toHaveTextContent('net, vm');
    expect(row).toHaveTextContent('Cores');
    await expectAccessible(container);
  });

  it('says what to do where there are none', async () => {
    network.world.blueprints = [];
    open();
    expect(await screen.findByText('There are no blueprints yet')).toBeInTheDocument();
  });

  it('shows its resources, what fills in what, and what is chosen', async () => {
    const { container } = open('/pair');
    const row = await screen.findByRole('row', { name: /^vm/ });
    await waitFor(() => expect(row).toHaveTextContent('subnetId → Subnet'));
    expect(row).toHaveTextContent('chosen at each use: Cores');
    await expectAccessible(container);
  });

  it('is changed and deleted by administrators only', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    open('/pair');
    const edit = await screen.findByRole('button', { name: 'Edit' });
    expect(edit).toHaveAccessibleDescription(
      'Only platform and centre administrators change blueprints',
    );
  });

  it('is deleted after asking', async () => {
    open('/pair');
    await press('Delete');
    const dialog = await screen.findByRole('dialog', { name: 'Delete Machine on a network?' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('There are no blueprints yet')).toBeInTheDocument();
  });
});

describe('writing a blueprint without a mouse', () => {
  it('adds, connects, names, hands over to whoever requests it, and saves', async () => {
    const { container } = open('/-/new?view=list');
    await userEvent.type(await screen.findByLabelText(/^Title/), 'Web');
    await userEvent.type(screen.getByLabelText(/^Name/), 'web');
    await press('Add Network');
    await press('Add Virtual machine');
    expect(await nodes()).toEqual(['network', 'vm']);
    await press('Settings of network');
    const drawer = await screen.findByRole('dialog', { name: 'Settings of network' });
    const key = within(drawer).getByLabelText('Name in the blueprint');
    await userEvent.clear(key);
    await userEvent.type(key, 'net');
    await chooseFrom(
      within(drawer).getAllByLabelText('First address')[0],
      'Whoever requests it: a choice of its own',
    );
    await expectAccessible(screen.getByRole('dialog'));
    await userEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', { name: 'Close' }),
    );
    await expectAccessible(container);
    expect(await screen.findByText('This can be saved')).toBeInTheDocument();
    await press('Create the blueprint');
    await waitFor(() =>
      expect(network.backend.callsOf('createBlueprint')[0]?.body).toEqual({
        ...{ name: 'web', title: 'Web' },
        inputs: [{ name: 'base', title: 'First address', type: 'string' }],
        nodes: [
          { key: 'net', type: 'network', parents: [], variables: { base: { $input: 'base' } } },
          { key: 'vm', type: 'vm', parents: ['net'], variables: { cpu: 2 } },
        ],
      }),
    );
  });

  it('shows each problem at its node, and cannot be saved until it is gone', async () => {
    open('/pair/edit?view=list');
    await press('Settings of vm');
    const drawer = await screen.findByRole('dialog', { name: 'Settings of vm' });
    await userEvent.click(within(drawer).getByRole('checkbox', { name: /^net/ }));
    expect(await within(drawer).findByText('must name a network')).toBeInTheDocument();
    await userEvent.click(within(drawer).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(await screen.findByRole('row', { name: /^vm.*1 problem/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toHaveAccessibleDescription(
      'There is still 1 problem',
    );
    await press('Undo');
    expect(await screen.findByText('This can be saved')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toHaveAccessibleDescription(
      'Nothing was changed',
    );
  });

  it('takes back and does again', async () => {
    open('/pair/edit?view=list');
    await press('Remove net');
    expect(await nodes()).toEqual([expect.stringMatching(/^vm/)]);
    await press('Undo');
    expect(await nodes()).toEqual(['net', expect.stringMatching(/^vm/)]);
    await press('Redo');
    expect(await nodes()).toHaveLength(1);
  });

  it('loses its description where that is emptied', async () => {
    network.world.blueprints = [{ ...sketchBlueprint(), description: 'Two of them' }];
    open('/pair/edit?view=list');
    await userEvent.clear(await screen.findByDisplayValue('Two of them'));
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Save' })).not.toHaveAttribute('aria-disabled'),
    );
    await press('Save');
    await waitFor(() =>
      expect(network.backend.callsOf('updateBlueprint')[0]?.body).toMatchObject({
        description: null,
      }),
    );
    expect(network.world.blueprints[0].description).toBeUndefined();
  });

  it('is not saved over what somebody else has saved, and keeps what was written', async () => {
    open('/pair/edit?view=list');
    const [title] = await screen.findAllByLabelText(/^Title/);
    await userEvent.type(title, '!');
    const { blueprints } = network.world;
    network.world.blueprints = blueprints.map(one => ({ ...one, revision: one.revision + 1 }));
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Save' })).not.toHaveAttribute('aria-disabled'),
    );
    await press('Save');
    expect(await screen.findByText(/pair has changed since you read it/)).toBeInTheDocument();
    expect(title).toHaveValue('Machine on a network!');

    network.world.blueprints = blueprints.map(one => ({ ...one, title: 'Theirs', revision: 9 }));
    await press('Load what stands now');
    await waitFor(() => expect(screen.getAllByLabelText(/^Title/)[0]).toHaveValue('Theirs'));
    await userEvent.type(screen.getAllByLabelText(/^Title/)[0], '!');
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Save' })).not.toHaveAttribute('aria-disabled'),
    );
    await press('Save');
    expect(await screen.findByRole('heading', { name: 'Theirs!' })).toBeInTheDocument();
    expect(network.backend.callsOf('updateBlueprint').at(-1)?.headers.get('if-match')).toBe('"9"');
  });
});

describe('useEditor', () => {
  it('takes what is typed in a row as one step', () => {
    const { result } = renderHook(() => useEditor(EMPTY));
    const typed = (title: string) =>
      act(() => result.current.apply(draft => ({ ...draft, title }), 'title'));
    const types = new Map(network.world.types.map(type => [type.name, type]));
    act(() => result.current.apply(addNode(types, 'network')));
    typed('W');
    typed('We');
    typed('Web');
    act(() => result.current.undo());
    expect(result.current.draft.title).toBe('');
    expect(result.current.draft.nodes).toHaveLength(1);
    act(() => result.current.redo());
    expect(result.current.draft.title).toBe('Web');
    act(() => result.current.apply(removeNode('none')));
    expect(result.current.canRedo).toBe(false);
    act(() => result.current.undo());
    act(() => result.current.undo());
    expect(result.current.draft).toEqual(EMPTY);
    expect(result.current.canUndo).toBe(false);
  });
});

describe('requesting a blueprint', () => {
  beforeEach(() => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
  });

  const fill = async () => {
    const rendered = open('/pair/request');
    await userEvent.type(await screen.findByLabelText(/^Name/), 'autumn');
    await waitFor(() => expect(screen.getByLabelText(/^Team/)).toHaveValue('Checkout'));
    return rendered;
  };

  it('says what all of it takes and in which order, and leads to the workflow', async () => {
    const { container } = await fill();
    expect(await screen.findByText('All of this would be accepted')).toBeInTheDocument();
    const order = screen.getByRole('list', { name: 'In this order' });
    expect(order.textContent).toMatch(/Stage 1autumn-net.*Stage 2autumn-vm/);
    await expectAccessible(container);
    await press('Request all of it');
    await waitFor(() =>
      expect(network.backend.callsOf('createWorkflow')[0]?.body).toMatchObject({
        ...{ kind: 'create', blueprint: 'pair', name: 'autumn', inputs: { cores: 2 } },
        unitId: network.world.org.named('Checkout').unit.id,
      }),
    );
  });

  it('says why it would be refused', async () => {
    network.world.workflowPreview = {
      valid: false,
      problems: [{ code: 'QUOTA_EXCEEDED', message: 'Team Checkout has 2 of cpu left' }],
    };
    await fill();
    expect(await screen.findByText('Team Checkout has 2 of cpu left')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Request all of it' })).toHaveAccessibleDescription(
      'This would be refused',
    );
  });

  it('says what is wrong at the choice that it comes from', async () => {
    network.backend.fail('previewWorkflow', 'VALIDATION_ERROR', 'The request is not valid', [
      { pointer: '/inputs/cores', message: 'must be at most 4' },
    ]);
    await fill();
    expect((await screen.findAllByText(/must be at most 4/)).length).toBeGreaterThan(1);
  });
});
