import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { sketchCloud } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { CloudScreen } from './CloudScreen';
import { CloudsScreen } from './CloudsScreen';
import { moneyText } from './money';
import { webLink } from './webLink';

const network = fakeNetwork();

const problem = {
  ...{ severity: 'warning' as const, rule: 'missing-file', message: 'logo.svg is not there' },
  ...{ file: 'provider.yaml', line: 7, column: 3 },
};

beforeEach(() => {
  network.world.clouds = [
    sketchCloud('stratus', 'Stratus'),
    sketchCloud('cirrus', 'Cirrus', {
      ...{ pricing: undefined, authMethods: [], diagnostics: [problem] },
    }),
  ];
});

const rowNames = async (label: string) =>
  within(await screen.findByRole('table', { name: label }))
    .getAllByRole('rowheader')
    .map(cell => cell.textContent);

describe('CloudsScreen', () => {
  it('lists what they can, where, for how much, and what is wrong with them', async () => {
    const { container } = renderScreen(<CloudsScreen />);
    expect(await rowNames('Clouds')).toEqual([
      'StratusThe Stratus cloud.',
      'CirrusThe Cirrus cloud.',
    ]);
    const stratus = screen.getByRole('row', { name: /Stratus/ });
    for (const text of ['messaging', '3', '$12.50', 'Access key, Federation', 'none']) {
      expect(within(stratus).getByText(text)).toBeInTheDocument();
    }
    expect(within(stratus).getByRole('link')).toHaveAttribute('href', '/infra/clouds/stratus');
    expect(screen.getByRole('row', { name: /Cirrus/ })).toHaveTextContent('1 problem');
    await expectAccessible(container);
  });

  it('says where clouds come from when there are none', async () => {
    network.world.clouds = [];
    renderScreen(<CloudsScreen />);
    expect(await screen.findByText('There are no clouds here')).toBeInTheDocument();
  });

  it('tells forbidden and failed apart', async () => {
    network.backend.fail('listClouds', 'NO_ROLE_ASSIGNED', 'no');
    const forbidden = renderScreen(<CloudsScreen />);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();
    network.backend.on('listClouds', () => {
      throw new Error('boom');
    });
    renderScreen(<CloudsScreen />);
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
  });
});

describe('CloudScreen', () => {
  const open = (id: string, tab?: string) =>
    renderScreen(
      <Routes>
        <Route path="/clouds/:id" element={<CloudScreen />} />
      </Routes>,
      { at: `/clouds/${id}${tab ? `?tab=${tab}` : ''}` },
    );

  it('shows services by capability, and leads to the request of those that have a type', async () => {
    const { container } = open('stratus');
    expect(await rowNames('Services for storage')).toEqual([
      'BucketsKeeps files.Documentation, Opens in a new window',
    ]);
    expect(screen.getByRole('link', { name: /^Request Buckets/ })).toHaveAttribute(
      'href',
      '/infra/request?type=stratus-buckets',
    );
    expect(screen.getByRole('row', { name: /Queues/ })).toHaveTextContent('not on request');
    await expectAccessible(container);
  });

  it('filters regions by text, part of the world and what is said of them', async () => {
    const { container } = open('stratus', 'regions');
    expect(await rowNames('Regions')).toEqual(['Northnorth-1', 'Southsouth-1', 'Westwest-1']);
    await expectAccessible(container);
    await chooseFrom(screen.getByLabelText('Part of the world'), 'europe');
    expect(await rowNames('Regions')).toEqual(['Northnorth-1', 'Southsouth-1']);
    await userEvent.click(screen.getByLabelText('Low CO₂'));
    expect(await rowNames('Regions')).toEqual(['Southsouth-1']);
    await userEvent.click(screen.getByLabelText('Recommended'));
    expect(screen.getByText('No region fits these filters')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await userEvent.type(screen.getByLabelText('Search regions'), 'denv');
    await waitFor(async () => expect(await rowNames('Regions')).toEqual(['Westwest-1']));
  });

  it('breaks the estimate down, with the day of its prices', async () => {
    const { container } = open('stratus', 'pricing');
    expect(await screen.findByText('2026-01-31')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /Buckets/ })).toHaveTextContent('500 GB5 GB$12.50');
    expect(screen.getByText('Traffic is not in it')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('offers the recommended way to sign in first', async () => {
    const { container } = open('stratus', 'sign-in');
    expect(await rowNames('Ways to sign in')).toEqual([
      'FederationNo key at all.',
      'Access keyA key of a user.',
    ]);
    await expectAccessible(container);
  });

  it('shows what is wrong with its files, and says what they do not tell', async () => {
    open('cirrus', 'pricing');
    expect(await screen.findByText('Its plugin tells no prices')).toBeInTheDocument();
    expect(screen.getByRole('row', { name: /logo.svg/ })).toHaveTextContent('provider.yaml:7:3');
    await userEvent.click(screen.getByRole('tab', { name: 'Sign-in' }));
    expect(screen.getByText('Its plugin describes no way to sign in')).toBeInTheDocument();
  });

  it('says that there is none of that id', async () => {
    open('nimbus');
    expect(await screen.findByText('There is no such cloud')).toBeInTheDocument();
  });
});

describe('money', () => {
  it('is written as the currency is, also one that nobody knows', () => {
    expect(moneyText(12.5, 'USD')).toBe('$12.50');
    expect(moneyText(12.345, 'credits')).toBe('12.35 credits');
    expect(moneyText(0, undefined)).toBe('0');
  });
});

describe('links of plugins', () => {
  it('lead to the web only', () => {
    expect(webLink('https://stratus.test/a')).toBe('https://stratus.test/a');
    for (const url of [
      `javascript${':'}alert(1)`,
      'data:text/html,x',
      '/infra',
      'ftp://x',
      undefined,
    ]) {
      expect(webLink(url)).toBeUndefined();
    }
  });
});
