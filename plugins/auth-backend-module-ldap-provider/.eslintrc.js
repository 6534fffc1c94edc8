module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  testRules: {
    // supertest's own expect, and the helpers of these tests, assert as well.
    'jest/expect-expect': ['warn', { assertFunctionNames: ['expect', '**.expect', 'fail'] }],
    // A test starts the plugin that the provider talks to; over HTTP, as in production.
    '@backstage/no-mixed-plugin-imports': ['warn', { excludedFiles: ['**/*.test.ts'] }],
  },
});
