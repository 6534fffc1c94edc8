import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic } from '../model';
import { loadClouds } from '.';

const load = async (name: string) => {
  const { plugins, diagnostics } = await loadClouds([join(__dirname, '__fixtures__', name)]);
  return { plugins, messages: diagnostics.map(formatDiagnostic) };
};

describe('trees as others wrote them', () => {
  it('of the older layout give a provider for each name and a service for each capability', async () => {
    const { plugins, messages } = await load('older');
    expect(messages).toEqual([
      'packages/storage/nimbus/rules.yaml:21: warning: operations[1] says no code to put in place of the call (rules/no-template)',
    ]);
    expect(
      plugins.map(({ id, layout, services }) => [id, layout, services.map(each => each.id)]),
    ).toEqual([
      ['cirrus', 'packages', ['storage']],
      ['nimbus', 'packages', ['messaging', 'storage']],
    ]);
    const [messaging, storage] = plugins[1].services;
    expect(storage.module?.variables).toMatchObject([{ name: 'bucket_name', hasDefault: false }]);
    expect(storage.module?.outputs).toMatchObject([{ name: 'bucket_name' }]);
    expect(storage.rules?.text).toContain('Announced, and not written yet');
    expect([messaging.rules, messaging.module?.variables[0].default]).toEqual([
      undefined,
      '"work"',
    ]);
  });

  it('of the older words are the model all the same', async () => {
    const { plugins, messages } = await load('dialect');
    expect(messages).toEqual([
      expect.stringMatching(
        /services\/compute\/runner\/service\.yaml:\d+:\d+: warning: defaults_file defaults\.yaml is not there/,
      ),
    ]);
    const [stratus] = plugins;
    expect(stratus.regions).toMatchObject({
      default: 'east-1',
      available: [{ id: 'west-1' }, { id: 'east-1' }, { id: 'north-1', name: 'north-1' }],
    });
    expect(stratus.defaults).toMatchObject({ default_region: 'east-1', label_key: 'tags' });
    expect(stratus.pricing).toMatchObject({
      currency: 'USD',
      cost_breakdown: { storage: { monthly_cost: 2 }, compute: { monthly_cost: 4.5 } },
    });
    const [token] = stratus.authMethods;
    expect(token.schema?.fields[0]).toMatchObject({ required: true, sensitive: true });
    expect(token.handler).toMatchObject({
      method_id: 'token',
      environment_variables: [
        { name: 'STRATUS_TOKEN', value_template: '{{ .credentials.token }}' },
      ],
    });
    expect(token.instructions?.steps).toHaveLength(1);
  });

  it('are never run, and what lies beside the services is none', async () => {
    const { plugins } = await load('dialect');
    expect(plugins[0].services.map(({ id }) => id)).toEqual(['runner', 'buckets']);
    expect(existsSync('/tmp/bailiwick-ran-a-program-of-a-tree')).toBe(false);
  });
});
