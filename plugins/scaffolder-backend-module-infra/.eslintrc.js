module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  testRules: {
    // Tests start the plugin that the actions talk to; over HTTP, as in production.
    '@backstage/no-mixed-plugin-imports': ['warn', { excludedFiles: ['**/__testUtils__/**'] }],
  },
});
