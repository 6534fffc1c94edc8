import { builtInClouds, loadClouds } from './loader';
import { CloudAuthMethod, CloudPlugin, CredentialSchema } from './model';
import { parseTemplate } from './template';

const uuid = '2f1c0a5e-7c0b-4f6e-9d3a-0123456789ab';
const serviceAccountKey = JSON.stringify({
  type: 'service_account',
  project_id: 'acme-shop-dev',
  private_key_id: '0123456789abcdef',
  private_key: '-----BEGIN PRIVATE KEY-----\nnot a real one\n-----END PRIVATE KEY-----\n',
  client_email: 'bailiwick@acme-shop-dev.iam.gserviceaccount.com',
  client_id: '123456789012345678901',
  auth_uri: 'https://accounts.google.com/o/oauth2/auth',
  token_uri: 'https://oauth2.googleapis.com/token',
});
const federation = JSON.stringify({
  type: 'external_account',
  audience:
    '//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/main/providers/k8s',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_url: 'https://sts.googleapis.com/v1/token',
  credential_source: { file: '/var/run/secrets/tokens/gcp' },
  service_account_impersonation_url:
    'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/bailiwick@acme-shop-dev.iam.gserviceaccount.com:generateAccessToken',
});
const key = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'w'.repeat(40) };
const role = {
  account_id: '123456789012',
  role_arn: 'arn:aws:iam::123456789012:role/bailiwick',
};
const azure = { subscription_id: uuid, tenant_id: uuid, client_id: uuid };

type Values = Record<string, string>;

interface Example {
  values: Values;
  /** One changed value each, which the form has to refuse. */
  wrong: Values;
  environment: string[];
}

const EXAMPLES: Record<string, Example> = {
  'aws/access-key': {
    values: { account_id: '123456789012', ...key, endpoint_url: 'http://127.0.0.1:7100/aws' },
    wrong: {
      account_id: '1234-5678-9012',
      access_key_id: 'ASIAIOSFODNN7EXAMPLE',
      secret_access_key: 'w'.repeat(39),
      endpoint_url: 'file:///etc/passwd',
    },
    environment: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL'],
  },
  'aws/assume-role': {
    values: { ...role, ...key, external_id: 'random-0123456789' },
    wrong: {
      account_id: '123',
      role_arn: 'arn:aws:iam::123456789012:role/x\ncredential_process = sh',
      external_id: 'short',
      access_key_id: 'x',
      secret_access_key: 'x',
    },
    environment: ['AWS_CONFIG_FILE', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID'],
  },
  'aws/web-identity': {
    values: { ...role, token_file: '/var/run/secrets/token' },
    wrong: {
      account_id: '',
      role_arn: 'arn:aws:iam::12:role/x',
      token_file: '/var/run/../../etc/shadow',
    },
    environment: ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  },
  'gcp/service-account-key': {
    values: { service_account_key: serviceAccountKey },
    wrong: {},
    environment: ['GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_CLOUD_PROJECT'],
  },
  'gcp/workload-identity-federation': {
    values: { project_id: 'acme-shop-dev', credential_configuration: federation },
    wrong: { project_id: '123456' },
    environment: ['GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_CLOUD_PROJECT'],
  },
  'azure/service-principal-secret': {
    values: { ...azure, client_secret: 'abc8Q~0123456789.abc_DEF' },
    wrong: { subscription_id: 'x', tenant_id: 'x', client_id: 'x', client_secret: uuid },
    environment: ['ARM_SUBSCRIPTION_ID', 'ARM_CLIENT_SECRET'],
  },
  'azure/federated-credential': {
    values: { ...azure, token_file: '/var/run/secrets/token' },
    wrong: { subscription_id: 'x', tenant_id: 'x', client_id: 'x', token_file: 'token' },
    environment: ['ARM_SUBSCRIPTION_ID', 'ARM_USE_OIDC', 'ARM_OIDC_TOKEN_FILE_PATH'],
  },
};

type Rule = { pattern?: string; equals?: string; error_message?: string };
type FileRules = { required_fields: string[]; field_validators: Record<string, Rule> };

const rulesOf = (field: CredentialSchema['fields'][number]) =>
  (field.validation ?? {}) as Rule & { json_schema?: FileRules };

const fits = ({ pattern, equals }: Rule, text: string) =>
  (pattern === undefined || new RegExp(pattern, 'u').test(text)) &&
  (equals === undefined || equals === text);

describe('the authentication methods that come along', () => {
  let plugins: CloudPlugin[];
  beforeAll(async () => {
    ({ plugins } = await loadClouds([builtInClouds()]));
  });
  const methodOf = (name: string): CloudAuthMethod => {
    const [provider, id] = name.split('/');
    const plugin = plugins.find(each => each.id === provider)!;
    return plugin.authMethods.find(each => each.id === id)!;
  };
  const fieldsOf = (name: string) => methodOf(name).schema!.fields;

  it('are tried here, all of them, and there are two or more of each provider', () => {
    const all = plugins.flatMap(({ id, authMethods }) =>
      authMethods.map(each => `${id}/${each.id}`),
    );
    expect(all.sort()).toEqual(Object.keys(EXAMPLES).sort());
    for (const { authMethods } of plugins) {
      expect(authMethods.length).toBeGreaterThanOrEqual(2);
      expect(authMethods.some(({ method }) => method.recommended)).toBe(true);
      for (const { method } of authMethods) {
        const ids = authMethods.map(each => each.id);
        for (const { method: other } of method.alternatives) expect(ids).toContain(other);
      }
    }
  });

  describe.each(Object.entries(EXAMPLES))('%s', (name, { values, wrong, environment }) => {
    it('takes what is right and refuses what is wrong', () => {
      const texts = fieldsOf(name).filter(field => !rulesOf(field).json_schema);
      expect(texts.map(field => [field.name, fits(rulesOf(field), values[field.name])])).toEqual(
        texts.map(field => [field.name, true]),
      );
      expect(texts.map(field => [field.name, fits(rulesOf(field), wrong[field.name])])).toEqual(
        texts.map(field => [field.name, false]),
      );
      for (const field of texts) expect(rulesOf(field).error_message).toMatch(/\.$/);
    });

    it('takes a right file and refuses one with a wrong part', () => {
      const files = fieldsOf(name).filter(field => rulesOf(field).json_schema);
      for (const field of files) {
        const content = JSON.parse(values[field.name]) as Values;
        const { required_fields: required, field_validators: rules } = rulesOf(field).json_schema!;
        expect(Object.keys(content)).toEqual(expect.arrayContaining(required));
        for (const [part, rule] of Object.entries(rules)) {
          expect([part, fits(rule, content[part])]).toEqual([part, true]);
          expect([part, fits(rule, `/${content[part]}`)]).toEqual([part, false]);
          expect(rule.error_message).toMatch(/\.$/);
        }
      }
    });

    it('asks in its form for its fields, hides what is secret, and says where to find each', () => {
      const { instructions, schema } = methodOf(name);
      const form = instructions!.form as {
        fields: { name: string; type: string; required: boolean; validation_messages: object }[];
      };
      expect(form.fields.map(field => field.name)).toEqual(schema!.fields.map(each => each.name));
      for (const [index, field] of schema!.fields.entries()) {
        expect(form.fields[index].required).toBe(field.required);
        expect(form.fields[index].validation_messages).toHaveProperty('invalid_format');
        expect(field.help_text).toMatch(/\S/);
      }
      const secrets = schema!.fields.filter(({ sensitive }) => sensitive);
      for (const { display_type: shown } of secrets) {
        expect(shown).toMatch(/^(password|file_upload)$/);
      }
      const steps = instructions!.steps;
      expect(steps.map(({ number }) => number)).toEqual(steps.map((_, index) => index + 1));
      expect(steps.length).toBeGreaterThanOrEqual(4);
      expect(instructions!.faq.length).toBeGreaterThan(0);
    });

    it('writes files that only their owner reads, and names them in the environment', () => {
      const { handler } = methodOf(name);
      for (const { permissions, cleanup_after_use: cleanup } of handler!.file_outputs) {
        expect([permissions, cleanup]).toEqual(['0600', true]);
      }
      const files = Object.fromEntries(
        handler!.file_outputs.map(file => [file.name, `/run/${file.path}`]),
      );
      const metadata = { project_id: 'acme-shop-dev', account_id: '123456789012' };
      const data = { credentials: values, files, metadata };
      const rendered = handler!.environment_variables.map(variable => {
        const template = parseTemplate(variable.value_template, { name: variable.name });
        return [variable.name, template.render(data, { mode: 'strict', language: 'text' })];
      });
      expect(rendered.every(([, value]) => value !== '')).toBe(true);
      expect(rendered.map(([variable]) => variable)).toEqual(expect.arrayContaining(environment));
    });

    it('takes metadata from its fields, by ways that are known, and says what the project is', () => {
      const extractions = methodOf(name).schema!.metadata_extraction;
      for (const { method, source, json_path: path } of extractions) {
        expect(method).toMatch(/^(direct|json_extract|json_extract_transform)$/);
        const found =
          method === 'direct' ? values[source] : JSON.parse(values[source])[path!.slice(2)];
        expect(found).toEqual(expect.stringMatching(/./));
      }
      expect(extractions.filter(({ required }) => required).map(({ field }) => field)).toContain(
        'project_id',
      );
    });

    it('explains errors, and forgets what it set', () => {
      const { handler } = methodOf(name);
      const errors = handler!.troubleshooting!.common_errors;
      expect(errors.length).toBeGreaterThanOrEqual(4);
      for (const { error_pattern: pattern, solution } of errors) {
        expect(() => new RegExp(pattern, 'u')).not.toThrow();
        const data = {
          credentials: values,
          metadata: { ...values, project_id: 'p', client_email: 'x', audience: 'x' },
        };
        const text = parseTemplate(solution).render(data, { mode: 'strict', language: 'text' });
        expect(text).toMatch(/\.$/);
        for (const { name: secret } of fieldsOf(name).filter(({ sensitive }) => sensitive)) {
          expect(text).not.toContain(values[secret]);
        }
      }
      const { on_project_delete: forget } = handler!.cleanup as {
        on_project_delete: { variables: string[] }[];
      };
      const set = handler!.environment_variables.map(variable => variable.name);
      expect(set).toEqual(expect.arrayContaining(forget.flatMap(({ variables }) => variables)));
    });
  });
});
