module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // The development page is an app, and an app brings the styles.
      files: ['dev/**'],
      rules: { '@backstage/no-ui-css-imports-in-non-frontend': 'off' },
    },
  ],
  testRules: {
    // expectAccessible and its like assert as well.
    'jest/expect-expect': ['warn', { assertFunctionNames: ['expect', 'expect*', '**.expect*'] }],
  },
});
