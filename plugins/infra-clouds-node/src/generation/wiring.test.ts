import { builtInClouds, loadClouds } from '../loader';
import { CloudPlugin, formatDiagnostic, ServiceDefaults } from '../model';
import { titled, validated, withoutMirrorOf } from '../__testUtils__/terraform';
import { generate } from './index';
import type { GenerateRequest } from './index';

const request: GenerateRequest = {
  projectName: 'shop',
  projectId: '123456789012',
  environment: 'dev',
  region: 'eu-central-1',
  capabilities: ['storage', 'compute'],
};

/** The module call of a service in `main.tf`. */
function callOf(files: Record<string, string>, label: string): string {
  return new RegExp(`^module "${label}" \\{\\n[\\s\\S]*?^\\}`, 'm').exec(files['main.tf'])![0];
}

/** AWS, with other wires of its function. */
function rewired(plugin: CloudPlugin, wiring: ServiceDefaults['wiring']): CloudPlugin {
  const services = plugin.services.map(service =>
    service.id === 'lambda' ? { ...service, defaults: { ...service.defaults, wiring } } : service,
  );
  return { ...plugin, services };
}

describe('a function beside a bucket', () => {
  let aws: CloudPlugin;
  beforeAll(async () => {
    const { plugins } = await loadClouds([builtInClouds()]);
    aws = plugins.find(({ id }) => id === 'aws')!;
  });

  it('is told the name of the bucket and may use it', () => {
    const { files, diagnostics } = generate(aws, request);
    expect(diagnostics.map(formatDiagnostic)).toEqual([]);
    const call = callOf(files, 'compute_lambda');
    expect(call).toContain(
      `environment_variables = merge({
    STORAGE_BUCKET = module.storage_s3.bucket_name
  }, var.compute_lambda_environment_variables)`,
    );
    expect(call).toContain('storage = module.storage_s3.read_write_policy_json');
  });

  it('has nothing of one that is not there', () => {
    const { files } = generate(aws, { ...request, capabilities: ['compute'] });
    expect(files['main.tf']).not.toMatch(/module\.|merge\(\{/);
  });

  it('takes an output for a variable, unless the request gives another value', () => {
    const plugin = rewired(aws, [{ from: 's3.bucket_arn', to: 'image_uri' }]);
    const wired = generate(plugin, request);
    expect(callOf(wired.files, 'compute_lambda')).toMatch(
      /image_uri += module\.storage_s3\.bucket_arn/,
    );
    const parameters = {
      'lambda.image_uri': '123456789012.dkr.ecr.eu-central-1.amazonaws.com/a:1',
    };
    const given = generate(plugin, { ...request, parameters });
    expect(callOf(given.files, 'compute_lambda')).toMatch(
      /image_uri += var\.compute_lambda_image_uri/,
    );
  });

  it('leaves it to the request where two give the same', () => {
    const plugin = rewired(aws, [{ from: 'messaging.kms_key_arn', to: 'image_uri' }]);
    const twice = {
      ...plugin,
      services: plugin.services.map(service => {
        if (service.category !== 'messaging') return service;
        const outputs = [{ name: 'kms_key_arn', sensitive: false }];
        return { ...service, module: { ...service.module!, outputs } };
      }),
    };
    const capabilities = ['compute', 'messaging/sns', 'messaging/sqs'];
    const { diagnostics, files } = generate(twice, { ...request, capabilities });
    expect(diagnostics.map(formatDiagnostic)).toEqual([
      expect.stringContaining('messaging/sns and messaging/sqs both give kms_key_arn'),
    ]);
    expect(callOf(files, 'compute_lambda')).not.toContain('image_uri');
  });

  it('is refused when a wire ends nowhere', () => {
    const plugin = rewired(aws, [{ from: 'storage.bucket_name', to: 'nothing' }]);
    expect(generate(plugin, request).diagnostics.map(formatDiagnostic)).toEqual([
      'error: wiring of compute/lambda goes to nothing, which is declared nowhere (generation/wiring)',
    ]);
  });

  const withAws = withoutMirrorOf('hashicorp/aws') ? describe.skip : describe;

  withAws(titled('with its provider', withoutMirrorOf('hashicorp/aws')), () => {
    it('is valid for AWS', () => {
      const { files } = generate(aws, request);
      expect(validated(files, 'hashicorp/aws')).toMatchObject({ valid: true, diagnostics: [] });
    }, 300_000);
  });
});
