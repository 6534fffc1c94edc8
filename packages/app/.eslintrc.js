module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // A test for each user and theme is made in a loop, and reads what beforeAll has set.
      files: ['e2e-tests/**'],
      rules: { 'no-loop-func': 'off' },
    },
  ],
});
