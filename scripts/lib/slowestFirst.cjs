/**
 * The order of the test suites in a clone that has run none of them yet. Jest goes by the sizes of their files then, and those that wait
 * longest are not the longest: begun last, they keep one processor waiting for the end. They say themselves how much time they may need.
 */
const { readFileSync } = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** Milliseconds that the suite asks for with `jest.setTimeout`; 0 where it is content with the default. */
const patienceOf = ({ path }) =>
  Number(
    (/jest\.setTimeout\(([\d_]+)\)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '0').replace(/_/g, ''),
  );

module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const patience = new Map(tests.map(test => [test, patienceOf(test)]));
    return super.sort(tests).sort((a, b) => patience.get(b) - patience.get(a));
  }
};
