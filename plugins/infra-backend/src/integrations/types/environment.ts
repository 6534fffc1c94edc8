import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';

const NAME = '[A-Za-z_][A-Za-z0-9_]*';

/**
 * Variables that would make the worker run other programs, or have the tool read other files or keep its state elsewhere. Credentials
 * never need them.
 */
const RESERVED = new RegExp(
  `^(${[
    ...['PATH', 'HOME', 'SHELL', 'IFS', 'ENV', 'BASH_ENV', 'PROMPT_COMMAND', 'TMPDIR', 'EDITOR'],
    ...[
      'PAGER',
      'CDPATH',
      'NODE_.*',
      'LD_.*',
      'DYLD_.*',
      'GIT_.*',
      'SSH_.*',
      'PERL5.*',
      'PYTHON.*',
    ],
    ...['TF_CLI_.*', 'TF_HTTP_.*', 'TF_DATA_DIR', 'TF_WORKSPACE', 'TF_LOG.*', 'TF_REATTACH_.*'],
    ...[
      'TF_PLUGIN_.*',
      'TF_INPUT',
      'TF_ENCRYPTION',
      'TERRAFORM_CONFIG',
      'TOFU_CLI_.*',
      'BASH_FUNC.*',
    ],
  ].join('|')})$`,
  'i',
);

export const isReservedVariable = (name: string): boolean => RESERVED.test(name);

/** Environment variables by name, for tools whose credentials come that way. */
export const environment: IntegrationTypeDefinition = {
  type: 'environment',
  title: 'Environment variables',
  description:
    'For tools that take their credentials from the environment, such as those of cloud providers.',
  fields: [],
  otherFields: { title: 'Variables', secret: true, pattern: NAME },
  check(values) {
    const names = Object.keys(values);
    if (names.length === 0) return [{ pointer: '', message: 'must have at least one variable' }];
    return names.filter(isReservedVariable).map(name => ({
      pointer: `/${name}`,
      message: 'must not be set: it would change how the worker runs its tools',
    }));
  },
  environment: values => ({ ...values }),
};
