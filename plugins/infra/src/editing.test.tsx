import type { ChangeSignal, OperationId } from '@bailiwick/backstage-plugin-infra-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { JSX } from 'react';
import { Route, Routes } from 'react-router-dom';
import {
  demoOrganisation,
  projectType,
  sketchBlueprint,
  sketchIntegration,
  sketchSchedule,
  sketchSecret,
  sketchWorkspace,
  wiredTypes,
  type World,
} from './__testUtils__';
import { expectAccessible } from './__testUtils__/accessibility';
import { press } from './__testUtils__/buttons';
import { fakeNetwork, renderScreen } from './__testUtils__/render';
import { BlueprintRoutes } from './blueprints/BlueprintRoutes';
import { IntegrationsScreen } from './integrations/IntegrationsScreen';
import { OrganisationScreen } from './organisation/OrganisationScreen';
import { SchedulesScreen } from './schedules/SchedulesScreen';
import { TypeRoutes } from './types/TypeRoutes';
import { WorkspaceRoutes } from './workspaces/WorkspaceRoutes';

const network = fakeNetwork();

type Box = ReturnType<typeof within>;

interface Editor {
  screen: JSX.Element;
  at?: string;
  /** The button that opens it, and the one that sends it. */
  opens: string;
  sends: string;
  /** Fills in what is needed before it can be sent. */
  fill?: (box: Box) => Promise<void>;
  operation: OperationId;
  subject: ChangeSignal['subject'];
  /** Somebody else changes it: what the screen then shows of that. */
  theirs: (world: World) => string;
}

/** What somebody else makes of all of a kind. */
const changed = <T extends { revision: number }>(records: readonly T[], theirs: Partial<T>): T[] =>
  records.map(one => ({ ...one, ...theirs, revision: one.revision + 1 }));

const retype = async (field: HTMLElement, text: string) => {
  await userEvent.clear(field);
  await userEvent.type(field, text);
};

const routed = (path: string, element: JSX.Element) => (
  <Routes>
    <Route path={path} element={element} />
  </Routes>
);

const unit = {
  screen: <OrganisationScreen />,
  at: `/?unit=${demoOrganisation().named('Search').unit.id}`,
  subject: 'unit' as const,
  theirs: ({ org }: World) => {
    const own = org.named('Search');
    [own.unit] = changed([own.unit], { name: 'Findings' });
    return 'Findings';
  },
};
const integration = {
  screen: <IntegrationsScreen />,
  subject: 'integration' as const,
  theirs: (world: World) => {
    world.integrations = changed(world.integrations, { name: 'edge-git' });
    return 'edge-git';
  },
};
const secret = {
  screen: <IntegrationsScreen />,
  at: '/?tab=secrets',
  subject: 'secret' as const,
  theirs: (world: World) => {
    world.secrets = changed(world.secrets, { description: 'Of the new database' });
    return 'Of the new database';
  },
};
const workspace = {
  screen: routed('/infra/workspaces/*', <WorkspaceRoutes />),
  at: '/infra/workspaces',
  subject: 'workspace' as const,
  theirs: (world: World) => {
    world.workspaces = changed(world.workspaces, { name: 'payments-live' });
    return 'payments-live';
  },
};
const schedule = {
  screen: <SchedulesScreen />,
  subject: 'schedule' as const,
  theirs: (world: World) => {
    world.schedules = changed(world.schedules, { name: 'Every night' });
    return 'Every night';
  },
};
const type = {
  screen: routed('/infra/types/*', <TypeRoutes />),
  at: '/infra/types/bucket',
  subject: 'resourceType' as const,
  theirs: (world: World) => {
    world.types = changed(world.types, { title: 'Barrel' });
    return 'Barrel';
  },
};

const EDITORS: Record<string, Editor> = {
  'renaming a unit': {
    ...{ ...unit, opens: 'Rename', sends: 'Rename', operation: 'updateUnit' },
    fill: box => retype(box.getByLabelText(/^Name/), 'Fraud'),
  },
  'deleting a unit': { ...unit, opens: 'Delete', sends: 'Delete', operation: 'deleteUnit' },
  'changing an integration': {
    ...{ ...integration, opens: 'Change platform-git', sends: 'Save' },
    operation: 'updateIntegration',
    fill: box => retype(box.getByLabelText(/^Address/), 'https://git2.test'),
  },
  'deleting an integration': {
    ...{ ...integration, opens: 'Delete platform-git', sends: 'Delete' },
    operation: 'deleteIntegration',
  },
  'giving a secret a new value': {
    ...{ ...secret, opens: 'New value of db-password', sends: 'Save', operation: 'updateSecret' },
    fill: box => retype(box.getByLabelText(/^Value/), 'newer'),
  },
  'deleting a secret': {
    ...{ ...secret, opens: 'Delete the secret db-password', sends: 'Delete' },
    operation: 'deleteSecret',
  },
  'changing a workspace': {
    ...{ ...workspace, opens: 'Change payments-iac', sends: 'Save', operation: 'updateWorkspace' },
    fill: box => retype(box.getByLabelText(/^Branch/), 'live'),
  },
  'deleting a workspace': {
    ...{ ...workspace, opens: 'Delete payments-iac', sends: 'Delete' },
    operation: 'deleteWorkspace',
  },
  'changing a schedule': {
    ...{ ...schedule, opens: 'Change Nightly plan', sends: 'Save', operation: 'updateSchedule' },
    fill: box => retype(box.getByLabelText(/^Name/), 'Mornings'),
  },
  'deleting a schedule': {
    ...{ ...schedule, opens: 'Delete Nightly plan', sends: 'Delete', operation: 'deleteSchedule' },
  },
  'switching a type off': {
    ...{ ...type, opens: 'Disable', sends: 'Disable', operation: 'updateResourceType' },
  },
  'deleting a type': {
    ...{ ...type, opens: 'Delete', sends: 'Delete', operation: 'deleteResourceType' },
    fill: box => retype(box.getByLabelText('Type bucket to confirm'), 'bucket'),
  },
  'moving a version on': {
    ...{ ...type, opens: 'Change lifecycle of version 1.0.0', sends: 'Save' },
    operation: 'updateTypeVersion',
    fill: box => retype(box.getByLabelText(/^What breaks/), 'Gone in May'),
  },
  'deleting a blueprint': {
    screen: routed('/infra/blueprints/*', <BlueprintRoutes />),
    at: '/infra/blueprints/pair',
    ...{ opens: 'Delete', sends: 'Delete', operation: 'deleteBlueprint', subject: 'blueprint' },
    theirs: world => {
      world.blueprints = changed(world.blueprints, { title: 'Machine in a net' });
      return 'Machine in a net';
    },
  },
};

beforeEach(() => {
  const { world } = network;
  world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  const checkout = world.org.named('Checkout').unit;
  const payments = world.org.named('Payments').unit;
  const git = sketchIntegration(1);
  const bucket = { ...projectType, name: 'bucket', title: 'Bucket', builtIn: false, revision: 1 };
  world.types = [...wiredTypes(), { ...bucket, origin: 'api' as const }];
  world.integrations = [git];
  world.secrets = [sketchSecret(1, 'db-password', checkout.id)];
  world.workspaces = [sketchWorkspace(1, payments, { integrationId: git.id })];
  world.schedules = [sketchSchedule(1, world.resources[0], { owner: 'user:default/ada' })];
  world.blueprints = [sketchBlueprint({ revision: 1 })];
});

const dialog = async () => within(await screen.findByRole('dialog'));

describe.each(Object.entries(EDITORS))('%s', (_, editor) => {
  const { opens, sends, fill, operation, subject, theirs } = editor;
  const send = async (box: Box) => {
    await fill?.(box);
    await userEvent.click(box.getByRole('button', { name: sends }));
  };
  const tags = () =>
    network.backend.callsOf(operation).map(({ headers }) => headers.get('if-match'));

  it('names what was there when the form opened, and goes on from what stands now', async () => {
    const { signals } = renderScreen(editor.screen, { at: editor.at });
    await press(opens);
    const box = await dialog();
    const text = theirs(network.world);
    signals.send({ subject });
    // The screen behind the form knows of it; the form does not.
    await waitFor(() => expect(screen.getAllByText(text).length).toBeGreaterThan(0));
    await send(box);
    const refusal = await box.findByRole('alert');
    expect(refusal).toHaveTextContent('has changed since you read it');
    expect(tags()).toEqual(['"1"']);
    expect(box.getByRole('button', { name: sends })).toBeDisabled();
    await expectAccessible(screen.getByRole('dialog'));

    await userEvent.click(within(refusal).getByRole('button', { name: 'Load what stands now' }));
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
    await send(await dialog());
    await waitFor(() => expect(tags()).toEqual(['"1"', '"2"']));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
});

it('takes what somebody else left into the form', async () => {
  renderScreen(<SchedulesScreen />);
  await press('Change Nightly plan');
  const box = await dialog();
  await retype(box.getByLabelText(/^Name/), 'Mornings');
  schedule.theirs(network.world);
  await userEvent.click(box.getByRole('button', { name: 'Save' }));
  await userEvent.click(await box.findByRole('button', { name: 'Load what stands now' }));
  const anew = within(await screen.findByRole('dialog', { name: 'Change Every night' }));
  expect(anew.getByLabelText(/^Name/)).toHaveValue('Every night');
});

it('says why what stands now cannot be loaded, and keeps what was entered', async () => {
  renderScreen(<IntegrationsScreen />, { at: '/?tab=secrets' });
  await press('New value of db-password');
  const box = await dialog();
  await userEvent.type(box.getByLabelText(/^Value/), 'newer');
  secret.theirs(network.world);
  await userEvent.click(box.getByRole('button', { name: 'Save' }));
  network.backend.fail('getSecret', 'NOT_FOUND', 'There is no such secret');
  await userEvent.click(await box.findByRole('button', { name: 'Load what stands now' }));
  expect(await box.findByText('There is no such secret')).toBeInTheDocument();
  expect(box.getByLabelText(/^Value/)).toHaveValue('newer');
});
