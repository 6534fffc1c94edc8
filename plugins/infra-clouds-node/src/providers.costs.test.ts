import fc from 'fast-check';
import { monthlyCostOf } from './cost';
import { builtInClouds, loadClouds } from './loader';
import type { CloudPlugin } from './model';

/** Values of variables, each from small to large; where there are several ladders, each by itself. */
type Ladders = Record<string, readonly (readonly unknown[])[]>;

const SWITCH = [[false, true]];
const GIGABYTES = [[20, 32, 64, 100, 1024, 65_536]];
const INSTANCES = [[0, 1, 2, 10, 100]];
const RDS_SIZES =
  'micro small medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge';

describe('the costs of the services that come along', () => {
  let plugins: CloudPlugin[];
  beforeAll(async () => {
    ({ plugins } = await loadClouds([builtInClouds()]));
  });

  const found = (id: string) => {
    const [cloud, name] = id.split('/');
    const plugin = plugins.find(each => each.id === cloud)!;
    return { plugin, service: plugin.services.find(each => each.id === name)! };
  };
  const costOf = (id: string, variables: Record<string, unknown> = {}) => {
    const { plugin, service } = found(id);
    return Number(monthlyCostOf(plugin, service, variables)!.toFixed(2));
  };
  /** The names of a price by what stands before the size, small ones first. */
  const families = (
    id: string,
    price: string,
    pattern: RegExp,
    order: (size: string) => number,
  ) => {
    const all = found(id).plugin.pricing!.unit_prices![price] as Record<string, number>;
    const groups: Record<string, string[]> = {};
    for (const name of Object.keys(all)) (groups[name.replace(pattern, '')] ??= []).push(name);
    const place = (name: string) => order(pattern.exec(name)![0]);
    return Object.values(groups).map(names => names.sort((a, b) => place(a) - place(b)));
  };

  const ladders = (): Record<string, Ladders> => ({
    'aws/lambda': { memory_size: [[128, 512, 1769, 10_240]], architecture: [['arm64', 'x86_64']] },
    'aws/rds-postgresql': {
      instance_class: families('aws/rds-postgresql', 'rds_instance_hour', /[^.]+$/, size =>
        RDS_SIZES.split(' ').indexOf(size),
      ),
      ...{ storage_gb: GIGABYTES, high_availability: SWITCH },
    },
    'gcp/cloud-run': {
      cpu_limit: [['80m', '500m', '1000m', '2', '8']],
      memory_limit: [['128Mi', '512Mi', '1Gi', '1025Mi', '32Gi']],
      min_instances: INSTANCES,
    },
    'gcp/cloud-sql-postgresql': {
      tier: [
        ['db-f1-micro', 'db-g1-small', 'db-custom-1-3840', 'db-custom-2-3840', 'db-custom-2-7680'],
      ],
      ...{ storage_gb: GIGABYTES, high_availability: SWITCH },
    },
    'azure/container-apps': {
      cpu: [[0.25, 0.5, 1, 1.25, 2]],
      registry_sku: [['Basic', 'Standard', 'Premium']],
      min_instances: INSTANCES,
    },
    'azure/postgresql-flexible': {
      sku_name: families(
        'azure/postgresql-flexible',
        'postgresql_server_hour',
        /\d+(?=m?s$|ds_v|ads_v)/,
        Number,
      ),
      ...{ storage_gb: GIGABYTES, high_availability: SWITCH },
    },
    'azure/service-bus': { sku: [['Standard', 'Premium']], capacity: [[1, 2, 4, 8, 16]] },
  });

  it('follow variables in every service where a class, a size or a number of them is paid for', () => {
    const priced = plugins.flatMap(plugin =>
      plugin.services.filter(({ cost }) => cost).map(({ id }) => `${plugin.id}/${id}`),
    );
    const expected = ladders();
    expect(priced.sort()).toEqual(Object.keys(expected).sort());
    for (const [id, variables] of Object.entries(expected)) {
      expect([...found(id).service.cost!.variables].sort()).toEqual(Object.keys(variables).sort());
    }
  });

  it('are, with the defaults, what the table of prices says for a small project', () => {
    const named = plugins.flatMap(plugin =>
      plugin.services
        .filter(({ cost }) => cost)
        .map(({ id, info }) => [
          `${plugin.id}/${id}`,
          plugin.pricing!.cost_breakdown[info.capability].monthly_cost,
        ]),
    );
    expect(named.map(([id]) => [id, costOf(String(id))])).toEqual(named);
  });

  it('never fall when something becomes bigger', () => {
    for (const [id, variables] of Object.entries(ladders())) {
      const step = (options: readonly (readonly unknown[])[]) =>
        fc
          .constantFrom(...options)
          .chain(ladder =>
            fc
              .tuple(fc.nat(ladder.length - 1), fc.nat(ladder.length - 1))
              .map(places => places.sort((a, b) => a - b).map(place => ladder[place])),
          );
      const steps = Object.fromEntries(
        Object.entries(variables).map(([name, options]) => [name, step(options)]),
      );
      const at = (chosen: Record<string, unknown[]>, place: number) =>
        Object.fromEntries(Object.entries(chosen).map(([name, values]) => [name, values[place]]));
      fc.assert(
        fc.property(fc.record(steps), chosen => {
          const [smaller, bigger] = [costOf(id, at(chosen, 0)), costOf(id, at(chosen, 1))];
          expect(smaller).toBeGreaterThan(0);
          expect(bigger).toBeGreaterThanOrEqual(smaller);
        }),
        { numRuns: 200 },
      );
    }
  });

  it.each([
    ['aws/rds-postgresql', { instance_class: 'db.m7g.large', storage_gb: 100 }, 134.14],
    ['aws/lambda', { memory_size: 1024, architecture: 'arm64' }, 2.87],
    ['gcp/cloud-sql-postgresql', { tier: 'db-custom-1-3840' }, 52.71],
    ['gcp/cloud-run', { min_instances: 1 }, 15.31],
    ['azure/container-apps', { min_instances: 1, registry_sku: 'Standard' }, 35.23],
    ['azure/service-bus', { sku: 'Premium', capacity: 2 }, 1354.16],
  ])('of %s with %j are what the prices add up to', (id, variables, cost) => {
    expect(costOf(id, variables)).toBe(cost);
  });

  it.each([
    ['aws/rds-postgresql', { instance_class: 'db.x9.huge' }],
    ['azure/postgresql-flexible', { sku_name: 'GP_Standard_D3ds_v5' }],
    ['gcp/cloud-sql-postgresql', { tier: 'db-n1-standard-1' }],
  ])('of %s are not told with %j, which has no price', (id, variables) => {
    expect(() => costOf(id, variables)).toThrow(/No such key/);
  });
});
