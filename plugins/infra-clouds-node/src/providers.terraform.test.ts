import { builtInClouds, loadClouds } from './loader';
import { CloudPlugin } from './model';
import {
  formatDifference,
  titled,
  validated,
  withoutMirrorOf,
  withoutTerraform,
} from './__testUtils__/terraform';

const withTerraform = withoutTerraform ? describe.skip : describe;
const withAws = withoutMirrorOf('hashicorp/aws') ? describe.skip : describe;

// Terraform starts the provider for each module, and slowly where many tests share a machine.
jest.setTimeout(300_000);

describe('the modules that come along, by themselves', () => {
  let plugins: CloudPlugin[];
  beforeAll(async () => {
    ({ plugins } = await loadClouds([builtInClouds()]));
  });

  withTerraform(titled('with Terraform', withoutTerraform), () => {
    it('are as fmt leaves them', () => {
      const files = plugins.flatMap(({ id, services }) =>
        services.flatMap(service =>
          Object.entries(service.module!.files).map(([name, text]) => [
            `${id}/${service.id}/${name}`,
            text,
          ]),
        ),
      );
      expect(files.length).toBeGreaterThanOrEqual(39);
      expect(formatDifference(Object.fromEntries(files))).toBe('');
    });
  });

  withAws(titled('with its provider', withoutMirrorOf('hashicorp/aws')), () => {
    it('are valid for AWS', () => {
      const { services } = plugins.find(({ id }) => id === 'aws')!;
      for (const { id, module } of services) {
        const answer = validated(module!.files, 'hashicorp/aws');
        expect([id, answer]).toEqual([
          id,
          expect.objectContaining({ valid: true, diagnostics: [] }),
        ]);
      }
    });
  });
});
