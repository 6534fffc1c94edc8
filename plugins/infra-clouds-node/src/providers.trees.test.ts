import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInClouds, loadClouds } from './loader';
import { CloudPlugin, CloudService, formatDiagnostic } from './model';

const PROVIDERS = ['aws', 'azure', 'gcp'];
const CAPABILITIES = ['compute', 'database', 'messaging', 'storage'];
/** Variables that come from the project, its credentials and its labels, and are nobody's choice. */
const GIVEN = /^(project_name|project_id|environment|region|resource_group_name|tags|labels)$/;
const TYPES: Record<string, RegExp> = {
  string: /^string$/,
  number: /^number$/,
  bool: /^boolean$/,
  map: /^map$/,
  list: /^array$/,
};

describe('the cloud plugins that come along', () => {
  let plugins: CloudPlugin[];
  const plugin = (id: string) => plugins.find(each => each.id === id)!;
  const services = (): [string, CloudService][] =>
    plugins.flatMap(({ id, services: all }) =>
      all.map((service): [string, CloudService] => [`${id}/${service.id}`, service]),
    );

  it('load without a single diagnostic', async () => {
    const loaded = await loadClouds([builtInClouds()]);
    plugins = loaded.plugins;
    expect(loaded.diagnostics.map(formatDiagnostic)).toEqual([]);
    expect(plugins.map(({ id }) => id)).toEqual(PROVIDERS);
  });

  describe.each(PROVIDERS)('%s', id => {
    it('serves every capability, and names those it serves', () => {
      const { provider, services: all } = plugin(id);
      const served = [...new Set(all.map(({ info }) => info.capability))].sort();
      expect(served).toEqual(CAPABILITIES);
      expect([...provider.capabilities].sort()).toEqual(served);
      expect(all.every(({ info }) => info.provider === id)).toBe(true);
    });

    it('has real regions, each once, among them the usual one', () => {
      const { regions, provider, defaults } = plugin(id);
      const ids = regions.available.map(region => region.id);
      expect(ids.length).toBeGreaterThanOrEqual(12);
      expect(new Set(ids).size).toBe(ids.length);
      for (const usual of [regions.default, provider.regions?.default, defaults.default_region]) {
        expect(ids).toContain(usual);
      }
      expect(regions.available.filter(({ recommended }) => recommended)).not.toHaveLength(0);
    });

    it('offers in its form regions that it has', () => {
      const { regions, variablesUi } = plugin(id);
      const offered = variablesUi!.variables.find(({ name }) => name === 'region')!;
      const ids = regions.available.map(region => region.id);
      for (const { value } of offered.options) expect(ids).toContain(value);
      expect(offered.options.map(({ value }) => value)).toContain(offered.default);
    });

    it('asks in its form only for what a module or the configuration takes', () => {
      const { variablesUi, services: all, templates } = plugin(id);
      const taken = new Set(
        all.flatMap(({ module }) => module!.variables.map(variable => variable.name)),
      );
      const groups = variablesUi!.groups.map(group => group.id);
      for (const { name, group } of variablesUi!.variables) {
        expect(taken.has(name) || templates.variables!.text.includes(`"${name}"`)).toBe(true);
        expect(groups).toContain(group);
      }
    });

    it('adds up its prices, and says of which day they are', () => {
      const pricing = plugin(id).pricing!;
      expect(Object.keys(pricing.cost_breakdown).sort()).toEqual(CAPABILITIES);
      const sum = Object.values(pricing.cost_breakdown).reduce(
        (total, { monthly_cost: cost }) => total + cost,
        0,
      );
      expect(pricing.estimated_monthly_cost).toBeCloseTo(sum, 2);
      expect(pricing.last_updated).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(pricing.notes.join(' ')).toMatch(/List prices of .+ 2025/);
    });

    it('has the amounts of each price in its details', () => {
      const prices = Object.values(plugin(id).pricing!.cost_breakdown).map(
        ({ monthly_cost: cost, details = '' }) => ({
          cost,
          amounts: [...details.matchAll(/\((\d+\.\d\d)\)/g)].map(([, amount]) => Number(amount)),
        }),
      );
      const itemised = prices.filter(({ amounts }) => amounts.length > 0);
      expect(itemised.length).toBeGreaterThanOrEqual(3);
      for (const { cost, amounts } of itemised) {
        expect(amounts.reduce((total, amount) => total + amount, 0)).toBeCloseTo(cost, 2);
      }
    });

    it.each(['storage', 'messaging', 'database'])(
      'names for %s the operations that there are rules for, in every language that it has',
      capability => {
        const all = plugin(id).services.filter(({ info }) => info.capability === capability);
        const languages = [...(capability === 'storage' ? ['go'] : []), 'python', 'typescript'];
        for (const { info, rules, ruleFile } of all) {
          const ruled = (ruleFile?.rules ?? []).map(({ pattern, target, variants }) => ({
            pattern,
            target: [target.provider, target.service],
            languages: Object.keys(variants).sort(),
          }));
          expect([info.id, ruled]).toEqual([
            info.id,
            info.operations.map(name => ({
              pattern: `infrar.${capability}.${name}`,
              target: [id, info.id],
              languages,
            })),
          ]);
          expect(info.transform_rules).toBe(rules ? 'transform/rules.yaml' : undefined);
        }
        expect(all.filter(({ rules }) => rules)).toHaveLength(1);
      },
    );

    it.each([
      ['storage', ['upload', 'download', 'delete', 'list_objects']],
      ['messaging', ['send', 'receive']],
      ['database', ['connect', 'query', 'execute']],
    ])('has every operation of the neutral %s', (capability, operations) => {
      const ruled = plugin(id).services.find(
        ({ info, rules }) => info.capability === capability && rules,
      );
      expect(ruled!.info.operations).toEqual(operations);
    });

    it('knows the services that it names as alternatives', () => {
      for (const { info } of plugin(id).services) {
        const { same_provider: same, other_providers: others } = info.alternatives as {
          same_provider: { service: string }[];
          other_providers: { provider: string; service: string }[];
        };
        const named = [...same.map(each => ({ provider: id, ...each })), ...others];
        for (const { provider, service } of named) {
          expect(plugin(provider).services.map(each => each.id)).toContain(service);
        }
      }
    });
  });

  it('describe every variable and output of every module', () => {
    for (const [name, { module, readme, tfvars }] of services()) {
      for (const { name: variable, description } of [...module!.variables, ...module!.outputs]) {
        expect([name, variable, description]).toEqual([name, variable, expect.any(String)]);
      }
      expect(Object.keys(module!.files).sort()).toEqual(['main.tf', 'outputs.tf', 'variables.tf']);
      expect(readme).toMatch(/^# /);
      expect(tfvars).toBeDefined();
    }
  });

  it('let everything be customised that a module takes, with the same type and default', () => {
    for (const [name, { module, defaults }] of services()) {
      const usual = ({ default: text }: { default?: string }) =>
        text === undefined || text === 'null' ? undefined : JSON.parse(text);
      const expected = module!.variables
        .filter(variable => !GIVEN.test(variable.name))
        .map(variable => ({
          name: variable.name,
          type: expect.stringMatching(TYPES[variable.type.split('(')[0]]),
          required: !variable.hasDefault,
          default: usual(variable),
        }));
      const offered = defaults.customizable_variables.map(each => ({
        ...{ name: each.name, type: each.type, required: each.required, default: each.default },
      }));
      expect([name, offered]).toEqual([name, expected]);
      const own = defaults as Record<string, unknown>;
      const repeated = expected.filter(each => Object.hasOwn(own, each.name));
      expect([name, ...repeated.map(each => own[each.name])]).toEqual([
        name,
        ...repeated.map(each => each.default),
      ]);
    }
  });

  it('are in the documentation, with every service and every way to sign in', () => {
    const page = readFileSync(join(__dirname, '../../../docs/cloud-services.md'), 'utf8');
    const named = plugins.flatMap(({ services: all, authMethods }) => [...all, ...authMethods]);
    expect(named.map(({ id }) => id).filter(id => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it('begin with what is safe', () => {
    const safe = new Map([
      ['force_destroy', 'false'],
      ['allow_public_access', 'false'],
      ['skip_final_snapshot', 'false'],
    ]);
    const found = services().flatMap(([service, { module }]) =>
      module!.variables
        .filter(({ name }) => safe.has(name))
        .map(({ name, default: usual }) => [service, name, usual]),
    );
    expect(found.length).toBeGreaterThanOrEqual(7);
    expect(found).toEqual(found.map(([service, name]) => [service, name, safe.get(name!)]));
    const databases = services().filter(([, { info }]) => info.capability === 'database');
    for (const [service, { module }] of databases) {
      const variable = module!.variables.find(({ name }) => name === 'deletion_protection');
      expect([service, variable?.default]).toEqual([service, 'true']);
    }
  });
});
