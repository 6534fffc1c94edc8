import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeInfra } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { QuotaTrend } from './QuotaTrend';

const network = fakeNetwork();
const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
const amounts = (cpu: number) => ({ cpu, ramGb: cpu * 2 });

describe('QuotaTrend', () => {
  const unit = () => [...network.world.org.units.values()][0].unit;
  const asked: (string | undefined)[] = [];

  beforeEach(() => {
    asked.length = 0;
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
  });

  const withHistory = () =>
    network.backend.on('getUnitQuotaHistory', ({ params, query }) => {
      asked.push(query.from);
      const points = [
        { at: ago(48), limit: amounts(20), used: amounts(4) },
        { at: ago(24), limit: amounts(20), used: amounts(18) },
        { at: ago(0), limit: amounts(40), used: amounts(12) },
      ];
      return {
        ...{ unitId: params.id, from: query.from ?? ago(72), to: ago(0) },
        sites: [{ site: 'ams1', points }],
        budget: [],
      };
    });

  it('draws what was used of the limit, and says the same in words', async () => {
    withHistory();
    const { container } = renderScreen(<QuotaTrend unit={unit()} site="ams1" />);
    const chart = await screen.findByRole('img', { name: /^Cores since/ });
    expect(chart).toHaveAccessibleName(
      expect.stringMatching(
        /used from 4 cores of 20 cores to 12 cores of 40 cores, at the most 18 cores$/,
      ),
    );
    expect(screen.getByRole('img', { name: /^Memory since/ })).toBeInTheDocument();
    await userEvent.click(screen.getByText('The same as a table'));
    const [, newest, , oldest] = screen.getAllByRole('row', { hidden: true });
    expect(within(newest).getByText('12 cores of 40 cores')).toBeInTheDocument();
    expect(within(oldest).getByText('4 cores of 20 cores')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('looks as far back as one wishes', async () => {
    withHistory();
    renderScreen(<QuotaTrend unit={unit()} site="ams1" />);
    await screen.findByRole('img', { name: /^Cores/ });
    await userEvent.click(screen.getByRole('button', { name: '1 year' }));
    await screen.findByRole('img', { name: /^Cores/ });
    const days = asked.map(from => (Date.now() - Date.parse(from ?? '')) / 24 / HOUR_MS);
    expect(days.map(Math.round)).toEqual([30, 365]);
  });

  it('tells loading, nothing yet, forbidden and failed apart', async () => {
    network.backend.stall('getUnitQuotaHistory');
    const loading = renderScreen(<QuotaTrend unit={unit()} site="ams1" />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    loading.unmount();

    network.replace(new FakeInfra());
    const young = renderScreen(<QuotaTrend unit={unit()} site="ams1" />);
    expect(await screen.findByText(/^Nothing older than now is known yet/)).toBeInTheDocument();
    young.unmount();

    network.replace(new FakeInfra().fail('getUnitQuotaHistory', 'FORBIDDEN', 'No role'));
    const forbidden = renderScreen(<QuotaTrend unit={unit()} site="ams1" />);
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    forbidden.unmount();

    network.replace(new FakeInfra().fail('getUnitQuotaHistory', 'DATABASE_UNAVAILABLE', 'Down'));
    renderScreen(<QuotaTrend unit={unit()} site="ams1" />);
    expect(await screen.findByRole('button', { name: /again/i })).toBeInTheDocument();
  });
});
