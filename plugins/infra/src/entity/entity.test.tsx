import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import userEvent from '@testing-library/user-event';
import {
  ANNOTATION_ARGOCD_APP,
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_UNIT_ID,
} from '@bailiwick/backstage-plugin-infra-common';
import { hasArgoCdApp } from '../argocd/appNames';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { AllocationTab } from './AllocationTab';
import { ArgoCdCard, LastRunCard, QuotaCard, ResourceStateCard } from './cards';
import { DeploymentTab } from './DeploymentTab';
import { isUnit, mayHaveResources } from './entityResources';
import { InfrastructureTab } from './InfrastructureTab';

const network = fakeNetwork();

const entity = (
  kind: string,
  annotations: Record<string, string> = {},
  dependsOn: string[] = [],
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'it', namespace: 'default', annotations },
  relations: dependsOn.map(targetRef => ({ type: 'dependsOn', targetRef })),
});

const resourceEntity = (index: number): Entity => ({
  ...entity('Resource', { [ANNOTATION_RESOURCE_ID]: network.world.resources[index].id }),
  metadata: {
    name: `project-${index}`,
    namespace: 'default',
    annotations: { [ANNOTATION_RESOURCE_ID]: network.world.resources[index].id },
  },
});

const renderOn = (of: Entity, part: ReactElement, catalog: Entity[] = []) =>
  renderScreen(<EntityProvider entity={of}>{part}</EntityProvider>, {
    catalog: catalogApiMock({ entities: catalog }),
  });

describe('which entities have which tab', () => {
  it.each([
    ['Resource', { [ANNOTATION_RESOURCE_ID]: 'x' }, [], true],
    ['Component', { [ANNOTATION_RESOURCE_ID]: 'x' }, [], true],
    ['Component', {}, ['resource:default/db'], true],
    ['System', {}, ['resource:default/db'], true],
    ['Component', {}, ['component:default/other'], false],
    ['Component', {}, [], false],
    ['API', { [ANNOTATION_RESOURCE_ID]: 'x' }, [], false],
  ])(
    '%s with %j that depends on %j: Infrastructure %s',
    (kind, annotations, dependsOn, expected) => {
      expect(mayHaveResources(entity(kind, annotations, dependsOn))).toBe(expected);
    },
  );

  it('Allocation is for Groups that are units, Deployment for what names an application', () => {
    expect(isUnit(entity('Group', { [ANNOTATION_UNIT_ID]: 'x' }))).toBe(true);
    expect(isUnit(entity('Group'))).toBe(false);
    expect(hasArgoCdApp(entity('Component', { [ANNOTATION_ARGOCD_APP]: 'shop, shop-edge' }))).toBe(
      true,
    );
    expect(hasArgoCdApp(entity('Component', { [ANNOTATION_ARGOCD_APP]: ' , ' }))).toBe(false);
  });
});

describe('InfrastructureTab', () => {
  it('shows a resource with its actions, outputs and, on demand, its log', async () => {
    const { container } = renderOn(resourceEntity(0), <InfrastructureTab />);
    const part = await screen.findByRole('region', { name: 'web' });
    expect(part).toHaveTextContent('Active');
    expect(within(part).getByRole('button', { name: 'Destroy' })).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Outputs' })).toHaveTextContent('checkout-web');
    await userEvent.click(await screen.findByRole('button', { name: 'Show the log' }));
    expect(await screen.findByText('Waiting for Argo CD')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('shows the run that is going on', async () => {
    renderOn(resourceEntity(1), <InfrastructureTab />);
    expect(await screen.findByText('Set-up: Running')).toBeInTheDocument();
  });

  it('shows what a component depends on, as far as it is ours', async () => {
    const component = entity('Component', {}, [
      'resource:default/project-0',
      'resource:default/bucket',
    ]);
    const bucket = { ...entity('Resource'), metadata: { name: 'bucket', namespace: 'default' } };
    renderOn(component, <InfrastructureTab />, [resourceEntity(0), bucket]);
    expect(await screen.findByRole('region', { name: 'web' })).toBeInTheDocument();
    expect(screen.getAllByRole('region', { name: /web|bucket/ })).toHaveLength(1);
  });

  it('tells nothing, forbidden and gone apart', async () => {
    const none = renderOn(
      entity('Component', {}, ['resource:default/bucket']),
      <InfrastructureTab />,
    );
    expect(await screen.findByText('No resource of this entity')).toBeInTheDocument();
    none.unmount();
    const gone = resourceEntity(0);
    network.world.resources = [];
    renderOn(gone, <InfrastructureTab />);
    expect(await screen.findByText('Not found')).toBeInTheDocument();
  });
});

describe('AllocationTab', () => {
  it('shows the branch of the unit', async () => {
    const payments = network.world.org.named('Payments').unit;
    renderOn(entity('Group', { [ANNOTATION_UNIT_ID]: payments.id }), <AllocationTab />);
    expect(await screen.findByRole('row', { name: /Checkout/ })).toHaveTextContent('22 of 50');
    expect(screen.queryByRole('row', { name: /Commerce/ })).not.toBeInTheDocument();
  });

  it('says that a group is no unit', async () => {
    renderOn(entity('Group'), <AllocationTab />);
    expect(await screen.findByText('Not a unit')).toBeInTheDocument();
  });
});

describe('DeploymentTab', () => {
  it('shows the applications that the annotation names', async () => {
    renderOn(
      entity('Component', { [ANNOTATION_ARGOCD_APP]: 'namespaces,namespaces-edge' }),
      <DeploymentTab />,
    );
    expect(await screen.findAllByRole('radio')).toHaveLength(2);
  });
});

describe('cards', () => {
  it('show quota, state, last run and Argo CD', async () => {
    const checkout = network.world.org.named('Checkout').unit;
    const { container } = renderScreen(
      <>
        <EntityProvider entity={entity('Group', { [ANNOTATION_UNIT_ID]: checkout.id })}>
          <QuotaCard />
        </EntityProvider>
        <EntityProvider entity={resourceEntity(0)}>
          <ResourceStateCard />
          <LastRunCard />
        </EntityProvider>
        <EntityProvider entity={entity('Component', { [ANNOTATION_ARGOCD_APP]: 'namespaces' })}>
          <ArgoCdCard />
        </EntityProvider>
      </>,
    );
    expect(await screen.findByText('Checkout at ams1')).toBeInTheDocument();
    expect(await screen.findByText('Active')).toBeInTheDocument();
    expect(await screen.findByText('Done')).toBeInTheDocument();
    expect(await screen.findByText('namespaces (primary)')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('never vanish: they say what went wrong', async () => {
    network.backend.fail('listArgoCdApplications', 'UPSTREAM_FAILED', 'Argo CD does not answer');
    network.backend.fail('getResource', 'FORBIDDEN', 'no');
    renderScreen(
      <>
        <EntityProvider entity={entity('Component', { [ANNOTATION_ARGOCD_APP]: 'namespaces' })}>
          <ArgoCdCard />
        </EntityProvider>
        <EntityProvider entity={resourceEntity(0)}>
          <ResourceStateCard />
          <LastRunCard />
        </EntityProvider>
      </>,
    );
    await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(3));
    expect(screen.getByText('Argo CD does not answer')).toBeInTheDocument();
  });
});
