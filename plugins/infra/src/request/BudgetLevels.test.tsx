import { screen } from '@testing-library/react';
import { idOf, sketchApproval } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { CostChange } from '../approvals/CostChange';
import { BudgetLevels } from './LiveCheck';

const network = fakeNetwork();
const EUR = { config: { infra: { cost: { currency: 'EUR' } } } };

const level = (unit: string, kind: string, before: number | null, after: number | null) => ({
  ...{ unit, kind, unitId: idOf(1, unit.length), currency: 'EUR', before, after },
});

describe('what is left of budgets', () => {
  it('is shown for each level, and who is short', async () => {
    const budget = [
      level('Northwind', 'center', null, null),
      level('Payments', 'department', 50_000, 25_000),
      level('Checkout', 'team', 10_000, -15_000),
    ];
    const { container } = renderScreen(<BudgetLevels budget={budget} />, EUR);
    const [top, department, team] = await screen.findAllByRole('listitem');
    expect(top).toHaveTextContent('no limit');
    expect(department).toHaveTextContent('€500.00 → €250.00');
    expect(team).toHaveTextContent('short by €150.00Monthly cost€100.00 → -€150.00');
    await expectAccessible(container);
  });
});

describe('the review of an approval', () => {
  it('shows what it costs more, and what the team has', async () => {
    network.world.signIn('user:default/dora', [{ role: 'dept_admin', unit: 'Payments' }]);
    network.world.org.named('Checkout').money = { limit: 80_000, spent: 62_550 };
    const [resource] = network.world.resources;
    const approval = sketchApproval(resource, 1, {
      kind: 'change',
      cost: { cpu: 2, ramGb: 4, monthlyCost: 18_000 },
      costBefore: { cpu: 2, ramGb: 4, monthlyCost: 4_550 },
    });
    renderScreen(<CostChange approval={approval} />, EUR);
    expect(await screen.findByText('+€134.50 a month')).toBeInTheDocument();
    expect(screen.getByText('2 cores, 4 GiB, €45.50 a month')).toBeInTheDocument();
    expect(await screen.findByText('€625.50 of €800.00')).toBeInTheDocument();
  });

  it('leaves out cores where only money is due', async () => {
    const [resource] = network.world.resources;
    const approval = sketchApproval(resource, 1, {
      ...{ kind: 'create', cost: { cpu: 0, ramGb: 0, monthlyCost: 320 }, costBefore: undefined },
    });
    renderScreen(<CostChange approval={approval} />, EUR);
    expect(await screen.findByText('€3.20 a month')).toBeInTheDocument();
  });
});
