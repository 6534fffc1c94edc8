import { resourceTypeDefinitionSchema } from '@bailiwick/backstage-plugin-infra-common';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readModule } from './module';
import { type TypeSettings, typeSettingsSchema } from './settings';
import { TYPES } from './__testUtils__/openPortal';

const files = readdirSync(TYPES).filter(name => name.endsWith('.yaml'));

describe('The example types', () => {
  it('are those that the documentation names', () => {
    const expected = ['broken', 'network', 'note', 'slow-machine', 'vm'];
    expect(files.sort()).toEqual(expected.map(name => `${name}.yaml`));
  });

  it.each(files)('%s is a type whose module knows its variables and outputs', async name => {
    const text = readFileSync(join(TYPES, name), 'utf8');
    const type = resourceTypeDefinitionSchema.parse(parse(text));
    expect(`${type.name}.yaml`).toBe(name);
    for (const version of type.versions) {
      const settings: TypeSettings = typeSettingsSchema.parse(version.settings);
      if (settings.source.kind !== 'inline') throw new Error('An example has its module with it');
      const folder = await mkdtemp(join(tmpdir(), 'example-'));
      for (const [file, content] of Object.entries(settings.source.files)) {
        await writeFile(join(folder, file), content);
      }
      const { variables, outputs } = await readModule(folder);
      await rm(folder, { recursive: true });
      const offered = [
        ...Object.keys((version.schema.properties ?? {}) as object),
        ...Object.keys(settings.variablesFromResource),
      ];
      expect([...variables.keys()].sort()).toEqual(offered.sort());
      expect(version.outputs.map(output => output.name).sort()).toEqual([...outputs.keys()].sort());
      const sensitive = version.outputs.filter(output => output.sensitive);
      expect(sensitive.map(output => output.name)).toEqual(
        [...outputs].filter(([, block]) => block.sensitive).map(([output]) => output),
      );
    }
  });
});
