import { secretsOfState, stateJsonSchema } from './stateJson';

const secretsIn = (state: unknown) => secretsOfState(stateJsonSchema.parse(state)).sort();

describe('secretsOfState', () => {
  it('has sensitive outputs, and what is marked in resources of every module', () => {
    const resource = (password: string) => ({
      values: { user: 'shop-admin', password, tags: ['public-tag', 'private-tag'] },
      sensitive_values: { password: true, tags: [false, true] },
    });
    expect(
      secretsIn({
        values: {
          outputs: {
            url: { sensitive: false, value: 'https://shop.example' },
            login: { sensitive: true, value: { user: 'root-user', password: 'from-output' } },
          },
          root_module: {
            resources: [resource('in-the-root')],
            child_modules: [
              { resources: [resource('in-a-child')], child_modules: [{ resources: [] }] },
              { child_modules: [{ resources: [resource('in-a-grandchild')] }] },
            ],
          },
        },
      }),
    ).toEqual([
      ...['from-output', 'in-a-child', 'in-a-grandchild', 'in-the-root', 'private-tag'],
      'root-user',
    ]);
  });

  it('has nothing of a state that is empty', () => {
    expect(secretsIn({ format_version: '1.0' })).toEqual([]);
  });
});
