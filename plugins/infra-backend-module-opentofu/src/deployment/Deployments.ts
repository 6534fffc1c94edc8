import {
  deploymentCheckSchema,
  deploymentSourceSchema,
} from '@bailiwick/backstage-plugin-infra-common';
import type {
  CodeWish,
  ImageDeployments,
  Provisioner,
} from '@bailiwick/backstage-plugin-infra-node';
import type { DeploymentSettings, OpenTofuSettings, TypeSettings } from '../settings';
import type { Turns } from '../Turns';
import { buildImage } from './buildImage';
import { CodeSource } from './CodeSource';
import { Hosts } from './Hosts';
import { validateService } from './validateService';

const NO_BUILDER = 'No image is built in this installation: infra.deployments.builder is not set';

type Actions = NonNullable<Provisioner<TypeSettings>['actions']>;

/** Images for what modules make: built of code, and looked at once they run. */
export class Deployments implements ImageDeployments<TypeSettings> {
  readonly unavailable?: string;
  readonly actions: Actions;
  private readonly code: CodeSource;

  constructor(
    { builder, repositories, internalHosts }: DeploymentSettings,
    opentofu: OpenTofuSettings,
    initTurns: Turns,
  ) {
    this.unavailable = builder ? undefined : NO_BUILDER;
    this.code = new CodeSource(repositories, opentofu.gitTimeoutMs);
    const hosts = new Hosts(internalHosts);
    const { code } = this;
    this.actions = {
      build: {
        title: 'Build an image',
        description: 'Builds the image of a commit and pushes it; what runs stays as it is.',
        input: deploymentSourceSchema,
        recovery: 'resume',
        unavailable: this.unavailable,
        appliesTo: ({ deployment }) => deployment !== undefined,
        run: async (context, input) => {
          if (!builder) throw new Error(NO_BUILDER);
          const services = { builder, code, hosts, settings: opentofu, initTurns };
          return buildImage(context, input, services);
        },
      },
      validate: {
        title: 'Look whether it answers',
        description: 'Asks the address of the service until it answers as it should.',
        input: deploymentCheckSchema,
        recovery: 'resume',
        appliesTo: ({ deployment }) => deployment?.urlOutput !== undefined,
        run: (context, input) => validateService(context, input, hosts),
      },
    };
  }

  targetOf({ deployment }: TypeSettings) {
    if (!deployment) return undefined;
    const { imageVariable, urlOutput } = deployment;
    return { imageVariable, ...(urlOutput === undefined ? {} : { urlOutput }) };
  }

  pin(wish: CodeWish, signal: AbortSignal): Promise<string> {
    return this.code.pin(wish, signal);
  }
}
