import { transformCode } from '../transform';
import { readRules } from './normalise';

const rewritten = async (yaml: string, code: string) => {
  const { code: text, diagnostics } = await transformCode(
    { code, language: 'python' },
    readRules('rules.yaml', yaml),
  );
  return { text, codes: diagnostics.map(one => `${one.code} ${one.line}:${one.column}`) };
};

describe('readRules', () => {
  it('reads the older dialect into the same model', () => {
    const read = readRules(
      'rules.yaml',
      [
        'transformations:',
        '  - source: infrar.storage.upload',
        '    target: tiny.storage.put',
        "    template: 'tiny.put({{ .bucket }}, {{ .source }})'",
        '    imports: import tiny',
        '    parameter_mapping: { bucket: b, source: s }',
        "    requirements: ['tiny-sdk>=1.0', other]",
        '    unknown: kept out of the way',
      ].join('\n'),
    );
    expect(read.diagnostics).toEqual([]);
    expect(read.rules).toMatchObject([
      {
        name: 'upload',
        pattern: 'infrar.storage.upload',
        target: { provider: 'tiny', service: 'storage', operation: 'put' },
        parameters: [
          { name: 'bucket', required: true },
          { name: 'source', required: true },
        ],
        ordered: true,
        variants: {
          python: {
            imports: ['import tiny'],
            requirements: [
              { package: 'tiny-sdk', version: '>=1.0' },
              { package: 'other', version: '' },
            ],
          },
        },
        source: { file: 'rules.yaml', line: 2 },
      },
    ]);
  });

  it.each([
    ['operations: []\n', 'warning rules/empty 1'],
    ['operations:\n  - name: x\n', 'error rules/pattern 2'],
    ['operations:\n  - pattern: infrar.upload\n    code_template: x\n', 'error rules/pattern 2'],
    ['operations:\n  - pattern: infrar.storage.upload\n', 'warning rules/no-template 2'],
    [
      'operations:\n  - pattern: infrar.storage.upload\n    code_template: f()\n    parameters:\n      - name: "x; import os"\n',
      'error rules/parameter 5',
    ],
    [
      'operations:\n  - pattern: infrar.storage.upload\n    code_template: f()\n    requirements:\n      - package: "a b; rm"\n',
      'warning rules/package 5',
    ],
    ['operations:\n  upload: 1\n', 'error rules/shape 2'],
    ['operations:\n  - pattern: [\n', 'error yaml/malformed 3'],
  ])('says what is wrong with %j, and where', (yaml, expected) => {
    const [first] = readRules('rules.yaml', yaml).diagnostics;
    expect(`${first.severity} ${first.rule} ${first.line}`).toBe(expected);
    expect(first.file).toBe('rules.yaml');
  });
});

describe('rules without our keys', () => {
  const head = 'operations:\n  - pattern: infrar.storage.list\n    transformation:\n';

  it('learn from the template which arguments can be left out', async () => {
    const yaml = `${head}      code_template: 'ls({{ .bucket }}{{ if .prefix }}, prefix={{ .prefix }}{{ end }})'\n      parameter_mapping: { bucket: b, prefix: p }\n`;
    const code = `from infrar.storage import list\n\nlist('a')\nlist('a', 'b')\nlist(prefix='b')\n`;
    expect(await rewritten(yaml, code)).toEqual({
      text: `from infrar.storage import list\n\nls('a')\nls('a', prefix='b')\nlist(prefix='b')\n`,
      codes: ['missing-argument 5:1'],
    });
  });

  it('have no order where nothing says one', async () => {
    const yaml = `${head}      code_template: 'ls({{ .bucket }}, {{ .prefix }})'\n`;
    const code = `import infrar.storage as s\ns.list('a', 'b')\ns.list(prefix='b', bucket='a')\n`;
    expect(await rewritten(yaml, code)).toEqual({
      text: `import infrar.storage as s\ns.list('a', 'b')\nls('a', 'b')\n`,
      codes: ['too-many-arguments 2:8'],
    });
  });

  it.each([
    ['\'ls("{{ .bucket }}")\'', 'an argument inside of a string'],
    ["'ls({{ .bucket }}'", 'no Python'],
    ["'{{ .bucket }} = 1'", 'an argument where a name goes'],
    ["'{{ if .bucket }}'", 'no template'],
  ])('are refused at the call when %s is %s', async template => {
    const yaml = `${head}      code_template: ${template}\n      parameter_mapping: { bucket: b }\n`;
    const code = `from infrar.storage import list\nlist('"); evil("')\n`;
    expect(await rewritten(yaml, code)).toEqual({ text: code, codes: ['unusable-rule 2:1'] });
  });
});

describe('rules with keys of ours', () => {
  it('reads what anchors stand for, and types of parameters', () => {
    const read = readRules(
      'rules.yaml',
      [
        'operations:',
        '  - pattern: infrar.database.query',
        '    parameters: [{ name: sql }, { name: parameters, type: list, default: null }]',
        '    imports: &imports [import tiny]',
        '    setup_code: &setup tiny.start()',
        '    code_template: tiny.query({{ .sql }}, {{ .parameters }})',
        '  - pattern: infrar.database.connect',
        '    imports: *imports',
        '    setup_code: *setup',
        '    code_template: tiny.connect()',
      ].join('\n'),
    );
    expect(read.diagnostics).toEqual([]);
    const around = { python: { imports: ['import tiny'], setup: 'tiny.start()' } };
    expect(read.rules).toMatchObject([{ variants: around }, { variants: around }]);
    expect(read.rules[0].parameters).toEqual([
      { name: 'sql', required: true },
      { name: 'parameters', required: false, type: 'list', default: null },
    ]);
  });

  it('says which types there are, and refuses an anchor that stands for itself', () => {
    const read = readRules(
      'rules.yaml',
      [
        'operations:',
        '  - pattern: infrar.database.query',
        '    parameters: [{ name: sql, type: dict }]',
        '    imports: &own [*own]',
        '    code_template: tiny.query({{ .sql }})',
      ].join('\n'),
    );
    expect(read.diagnostics.map(({ message, line }) => `${line} ${message}`).sort()).toEqual([
      '3 operations[0].parameters[0].type must be one of text, number, boolean, list',
      '4 operations[0].imports[0] must be a text',
    ]);
    expect(read.rules[0].parameters).toEqual([{ name: 'sql', required: true }]);
  });
});
