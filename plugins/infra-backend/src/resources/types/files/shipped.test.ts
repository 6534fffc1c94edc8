import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ProvisionerRegistry } from '../../../runs/ProvisionerRegistry';
import { checkDefinition, nodeOf } from '../checkDefinition';
import { parseTypes } from './parseTypes';

const FOLDER = join(__dirname, '../../../../../../templates/resource-types');

/** Settings are for the module that brings the provisioner to check. */
const anySettings: Provisioner = {
  ...{ id: 'opentofu', settingsSchema: z.record(z.string(), z.unknown()), recovery: 'resume' },
  ...{ concurrency: 1, canUpdate: true },
  apply: async () => ({}),
  destroy: async () => {},
};

it('the types that come along as files can be used', async () => {
  const provisioners = new ProvisionerRegistry();
  provisioners.add(anySettings);
  const files = (await readdir(FOLDER)).filter(file => file.endsWith('.yaml'));
  const documents = await Promise.all(
    files.map(async file => parseTypes(await readFile(join(FOLDER, file), 'utf8'))),
  );
  const types = documents.flat();
  expect(types.length).toBeGreaterThan(1);
  expect(types.flatMap(({ problems }) => problems)).toEqual([]);
  const definitions = types.flatMap(({ definition }) => definition ?? []);
  const nodes = new Map(definitions.map(definition => [definition.name, nodeOf(definition)]));
  expect(
    definitions.flatMap(definition => checkDefinition(definition, nodes, provisioners)),
  ).toEqual([]);
});
