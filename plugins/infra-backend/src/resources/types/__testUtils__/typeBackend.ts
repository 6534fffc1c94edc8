import { createBackendModule } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  type Provisioner,
  provisionersExtensionPoint,
} from '@bailiwick/backstage-plugin-infra-node';
import type { z } from 'zod';
import type { resourceTypeDefinitionSchema } from '@bailiwick/backstage-plugin-infra-common';
import {
  type Caller,
  type InfraBackend,
  type InfraBackendOptions,
  startInfraBackend,
} from '../../../__testUtils__';
import { temporaryFolder } from '../../../runs/__testUtils__/openRunHouse';
import { ThingProvisioner } from '../../../runs/__testUtils__/ThingProvisioner';

export type GivenType = z.input<typeof resourceTypeDefinitionSchema>;

export interface TypeBackend {
  backend: InfraBackend;
  things: ThingProvisioner;
}

/** A backend with the provisioner `things`, whose things are files. */
export async function startTypeBackend(
  options: InfraBackendOptions & { provisioners?: Provisioner[]; infra?: JsonObject } = {},
): Promise<TypeBackend> {
  const things = new ThingProvisioner(temporaryFolder());
  const { provisioners: further = [], features = [], ...rest } = options;
  const backend = await startInfraBackend({
    ...rest,
    features: [
      ...features,
      createBackendModule({
        pluginId: 'infra',
        moduleId: 'things',
        register(env) {
          env.registerInit({
            deps: { provisioners: provisionersExtensionPoint },
            init: async ({ provisioners }) => {
              for (const provisioner of [things, ...further]) {
                provisioners.addProvisioner(provisioner);
              }
            },
          });
        },
      }),
    ],
  });
  return { backend, things };
}

/** A type of one version; what is given replaces what it has. */
export const bucket = (more: Partial<GivenType> = {}, version: object = {}): GivenType => ({
  name: 'bucket',
  title: 'Bucket',
  provisioner: 'things',
  versions: [
    {
      version: '1.0.0',
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { size: { type: 'integer', minimum: 1, default: 1 } },
      },
      ...version,
    },
  ],
  ...more,
});

/** A version of {@link bucket} whose variables these are. */
export const withVariables = (properties: object, required: string[] = []) => ({
  schema: { type: 'object', additionalProperties: false, properties, required },
});

/** Pointer and message of each problem of a request that is refused so. */
export async function problemsOf(call: ReturnType<Caller['post']>): Promise<string[]> {
  const { body } = await call.expect(400);
  expect(body.error.code).toBe('VALIDATION_ERROR');
  const details = body.error.details as { pointer: string; message: string }[];
  return details.map(({ pointer, message }) => `${pointer} ${message}`);
}
