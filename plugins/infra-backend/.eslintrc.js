module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  testRules: {
    // supertest's own expect, and the helpers of these tests, assert as well.
    'jest/expect-expect': ['warn', { assertFunctionNames: ['expect', '**.expect', 'expect*'] }],
    // What must hold after every test is asserted after every test.
    'jest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['afterEach'] }],
  },
});
