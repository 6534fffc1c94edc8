import { SECRET_MASK } from '@bailiwick/backstage-plugin-infra-common';
import { integrationTypes, sketchIntegration } from '../__testUtils__';
import { isFilledIn, listedValues, otherValues, valuesOf } from './integrationDraft';

const [git, environment] = integrationTypes;

describe('values of an integration', () => {
  it('begin without the mask, and end with it where nothing was typed', () => {
    const integration = sketchIntegration(1);
    const listed = listedValues(git, integration);
    expect(listed).toEqual({ url: 'https://git.test', token: '', ca: '' });
    expect(valuesOf(git, integration, listed, [])).toEqual(integration.values);
    expect(valuesOf(git, integration, { ...listed, token: 'new' }, [])).toMatchObject({
      token: 'new',
    });
  });

  it('keep what was given a name of its own', () => {
    const integration = sketchIntegration(1, {
      type: 'environment',
      values: { KEY: SECRET_MASK, REGION: 'eu' },
    });
    const others = otherValues(environment, integration);
    expect(valuesOf(environment, integration, {}, others)).toEqual(integration.values);
    expect(isFilledIn(environment, integration, {}, others)).toBe(true);
  });

  it.each([
    ['an address of another form', { url: 'http://git.test', token: 'x' }, []],
    ['no token', { url: 'https://git.test', token: '' }, []],
  ])('are not complete with %s', (_, listed, others) => {
    expect(isFilledIn(git, undefined, listed, others)).toBe(false);
  });

  it.each([
    ['a name of another form', [{ id: 1, name: 'lower', value: 'x', isKept: false }]],
    ['no value', [{ id: 1, name: 'KEY', value: '', isKept: false }]],
    [
      'the same name twice',
      [
        { id: 1, name: 'KEY', value: 'x', isKept: false },
        { id: 2, name: 'KEY', value: 'y', isKept: false },
      ],
    ],
  ])('are not complete with %s', (_, others) => {
    expect(isFilledIn(environment, undefined, {}, others)).toBe(false);
  });
});
