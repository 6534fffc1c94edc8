import { demoOrganisation } from '../__testUtils__';
import { unitRows } from './unitRows';

const org = demoOrganisation();
const unit = (name: string) => org.named(name).unit;
const below = (name: string) => org.childrenOf(unit(name).id).map(one => one.unit);
const lowest = 3;

const show = (children: string[], expanded: string[]) =>
  unitRows({
    top: [unit('Northwind')],
    children: new Map(children.map(name => [unit(name).id, below(name)])),
    expanded: new Set(expanded.map(name => unit(name).id)),
    lowest,
  }).map(row => `${'-'.repeat(row.depth)}${row.unit.name}${row.isExpandable ? '+' : ''}`);

describe('unitRows', () => {
  it('shows what is open as far as it has been read', () => {
    expect(show(['Northwind'], ['Northwind', 'Commerce'])).toEqual([
      'Northwind+',
      '-Commerce+',
      '-Platform+',
    ]);
    expect(show(['Northwind', 'Commerce'], ['Northwind', 'Commerce'])).toEqual([
      'Northwind+',
      '-Commerce+',
      '--Payments+',
      '--Storefront+',
      '-Platform+',
    ]);
  });

  it('keeps what is closed closed, although it has been read', () => {
    expect(show(['Northwind', 'Commerce'], ['Northwind'])).toEqual([
      'Northwind+',
      '-Commerce+',
      '-Platform+',
    ]);
  });

  it('cannot open what has nothing beneath it, or is of the lowest level', () => {
    const rows = unitRows({
      top: [unit('Payments')],
      children: new Map([[unit('Payments').id, []]]),
      expanded: new Set([unit('Payments').id]),
      lowest,
    });
    expect(rows[0]).toMatchObject({ isExpandable: false, isExpanded: false });
    expect(
      show(['Northwind', 'Commerce', 'Payments'], ['Northwind', 'Commerce', 'Payments']),
    ).toContain('---Checkout');
  });
});
