import type { CloudAuthMethod } from '../model';
import { checkCredentials, credentialEnvironment, credentialFiles, extractMetadata } from '.';

const key = JSON.stringify({
  type: 'service_account',
  project_id: 'shop-1',
  client_email: 'robot@shop-1.example',
  private_key: '-----BEGIN\nsecret',
});

const fields = [
  { name: 'role', type: 'text', required: true, validation: { pattern: '^arn:[a-z:/]+$' } },
  {
    name: 'key_file',
    type: 'json_file',
    required: true,
    validation: {
      file_size_max_kb: 1,
      json_schema: {
        required_fields: ['type', 'project_id'],
        field_validators: {
          type: { equals: 'service_account', error_message: 'is not of a service account' },
        },
      },
    },
  },
  { name: 'endpoint', type: 'text', required: false },
];

const method = {
  id: 'service-key',
  schema: {
    fields,
    metadata_extraction: [
      {
        field: 'project_id',
        source: 'key_file',
        method: 'json_extract',
        json_path: '$.project_id',
        required: true,
      },
      {
        ...{ field: 'account', source: 'key_file', method: 'json_extract_transform' },
        ...{ json_path: '$.client_email', transform: 'extract_before_@' },
      },
    ],
  },
  handler: {
    file_outputs: [
      {
        name: 'key',
        path: '/tmp/{{ .metadata.project_id }}.json',
        content_source: { type: 'direct', field: 'key_file' },
      },
      {
        name: 'profile',
        path: 'profile',
        content_source: { type: 'template', template: 'role = {{ .credentials.role }}\n' },
      },
    ],
    environment_variables: [
      { name: 'KEY_FILE', value_template: '{{ .files.key }}', required: true },
      { name: 'PROJECT', value_template: '{{ .metadata.project_id }}-{{ .metadata.account }}' },
      { name: 'ENDPOINT', value_template: '{{ .credentials.endpoint }}', required: false },
    ],
  },
} as unknown as CloudAuthMethod;

const values = { role: 'arn:aws:role/x', key_file: key };

describe('credentials of a method', () => {
  it('that keep the rules have no problem', () => {
    expect(checkCredentials(method, values)).toEqual([]);
  });

  it.each([
    [{ ...values, role: '' }, 'role', /required/],
    [{ ...values, role: 'ARN' }, 'role', /form/],
    [{ ...values, role: 'arn:a\ncredential_process = sh' }, 'role', /single line/],
    [{ ...values, key_file: '{' }, 'key_file', /JSON object/],
    [{ ...values, key_file: '[]' }, 'key_file', /JSON object/],
    [{ ...values, key_file: '{"type":"service_account"}' }, 'key_file', /lacks project_id/],
    [{ ...values, key_file: '{"type":"user","project_id":"p"}' }, 'key_file', /service account/],
    [{ ...values, key_file: `{"type":"${'x'.repeat(2000)}"}` }, 'key_file', /at most 1 KiB/],
  ])('that break a rule name the field and the rule %#', (given, field, message) => {
    expect(checkCredentials(method, given)).toEqual([
      { field, message: expect.stringMatching(message) },
    ]);
  });

  it('never read what a prototype has', () => {
    const odd = {
      id: 'odd',
      schema: { fields: [{ name: 'constructor', type: 'text', required: true }] },
    };
    expect(checkCredentials(odd as unknown as CloudAuthMethod, {})).toEqual([
      { field: 'constructor', message: 'is required' },
    ]);
  });

  it('tell what they are of', () => {
    expect(extractMetadata(method, values)).toEqual({ project_id: 'shop-1', account: 'robot' });
    const nameless = { fields: [], metadata_extraction: method.schema!.metadata_extraction };
    expect(checkCredentials({ schema: nameless }, { key_file: '{}' })).toEqual([
      { field: 'key_file', message: 'does not tell project_id' },
    ]);
  });

  it('become files with relative paths', () => {
    expect(credentialFiles(method, values)).toEqual([
      { name: 'key', path: 'tmp/shop-1.json', content: key },
      { name: 'profile', path: 'profile', content: 'role = arn:aws:role/x\n' },
    ]);
  });

  it('become an environment, without what is empty', () => {
    expect(
      credentialEnvironment(method, values, { key: '/run/key', profile: '/run/profile' }),
    ).toEqual({
      KEY_FILE: '/run/key',
      PROJECT: 'shop-1-robot',
    });
    expect(() => credentialEnvironment(method, values, {})).toThrow(/key/);
  });
});
