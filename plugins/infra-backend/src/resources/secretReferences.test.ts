import { replaceReferences, revealSecrets, secretsIn } from './secretReferences';

const schema = {
  type: 'object',
  properties: { token: { sensitive: true }, values: { type: 'object', secrets: true }, plain: {} },
};
const variables = {
  token: { $secret: 'a' },
  values: { password: { $secret: 'b' }, size: 3, deep: { password: { $secret: 'c' } } },
  plain: { password: { $secret: 'd' } },
};

describe('references to secrets', () => {
  it('are variables, and entries of those that take secrets; nothing else is one', () => {
    expect(secretsIn(variables, schema)).toEqual([
      { path: ['token'], secret: 'a' },
      { path: ['values', 'password'], secret: 'b' },
    ]);
  });

  it('become what they name, and null where that is gone', () => {
    expect(revealSecrets(variables, schema, new Map([['a', 'one']]))).toEqual({
      ...variables,
      token: 'one',
      values: { ...variables.values, password: null },
    });
  });

  it('can be left out', () => {
    expect(replaceReferences(variables, schema, () => undefined)).toEqual({
      values: { size: 3, deep: variables.values.deep },
      plain: variables.plain,
    });
  });
});
