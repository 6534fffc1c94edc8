import { inStages, stagesOf } from './stages';

const step = (id: string, ...after: string[]) => ({ id, after });

describe('stagesOf', () => {
  it('puts each right after the last of those that it waits for', () => {
    const diamond = [step('roof', 'left', 'right'), step('left', 'base'), step('base')];
    const stages = stagesOf([...diamond, step('right', 'base', 'left')]);
    expect(Object.fromEntries(stages)).toEqual({ base: 1, left: 2, right: 3, roof: 4 });
  });

  it('is not held up by what cannot be seen', () => {
    expect(stagesOf([step('a', 'hidden')]).get('a')).toBe(1);
  });

  it('ends where things wait for each other', () => {
    const stages = stagesOf([step('a', 'b'), step('b', 'a')]);
    expect([...stages.keys()].sort()).toEqual(['a', 'b']);
  });
});

it('inStages keeps the order within a stage', () => {
  const steps = [step('late', 'b'), step('b'), step('a')];
  expect(inStages(steps).map(({ step: { id } }) => id)).toEqual(['b', 'a', 'late']);
});
