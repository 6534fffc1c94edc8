import type {
  CloudDetection,
  CloudDiagnostic,
  CloudGeneration,
  CloudOption,
  CloudOptions,
  cloudGenerateBodySchema,
  CloudTransformation,
} from '@bailiwick/backstage-plugin-infra-common';
import {
  capabilitiesOf,
  type DeploymentOption,
  deploymentOptions,
  type Detection,
  detectCapabilities,
  diffOf,
  generate,
  mergeRequirements,
  rewriteFiles,
  rulesOf,
  type TransformResult,
} from '@bailiwick/backstage-plugin-infra-clouds-node';
import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { CloudCatalogue } from './CloudCatalogue';
import type { CodeRepositories } from './CodeRepositories';

export type SourceFiles = Readonly<Record<string, string>>;

const SKIPPED: Record<Detection['skipped'][number]['reason'], string> = {
  'too-large': 'The file is too large and was not read',
  binary: 'The file is not text and was not read',
  unreadable: 'The file could not be read',
  'too-many-files': 'There are more files than are read',
  invalid: 'From here on the file is no valid code',
};

/** What code needs of clouds, and what it becomes on one. Nothing is stored, and nothing that comes in is run. */
export class CodeService {
  constructor(
    private readonly catalogue: CloudCatalogue,
    private readonly repositories: CodeRepositories,
  ) {}

  detect(files: SourceFiles): Promise<CloudDetection> {
    return this.#detected(takingTurns(files));
  }

  /** @throws InfraError VALIDATION_ERROR, UPSTREAM_FAILED */
  detectInRepository(repository: string): Promise<CloudDetection> {
    return this.repositories.withFiles(repository, files => this.#detected(files));
  }

  async #detected(files: Parameters<typeof detectCapabilities>[0]): Promise<CloudDetection> {
    const { capabilities, unserved, languages, skipped } = await detectCapabilities(files, {
      served: this.catalogue.plugins.flatMap(capabilitiesOf),
    });
    return {
      capabilities: capabilities.map(({ capability, implied, places }) => ({
        ...{ capability, implied },
        places: places.map(({ what, ...place }) => ({ ...place, operation: what })),
      })),
      operations: capabilities
        .flatMap(({ capability, operations }) => operations.map(name => `${capability}.${name}`))
        .sort(),
      unserved,
      filesRead: Object.values(languages).reduce((sum, count) => sum + count, 0),
      diagnostics: skipped.map(({ path, reason, line, column }) => ({
        ...{ severity: 'warning' as const, rule: `skipped/${reason}`, message: SKIPPED[reason] },
        ...{ file: path, line, column },
      })),
    };
  }

  /** For capabilities, or for those that the files need. */
  async options(wanted: { capabilities?: string[]; files?: SourceFiles }): Promise<CloudOptions> {
    const capabilities =
      wanted.capabilities ??
      (await this.detect(wanted.files ?? {})).capabilities.map(({ capability }) => capability);
    return {
      capabilities: [...new Set(capabilities)].sort(),
      options: deploymentOptions([...this.catalogue.plugins], capabilities).map(toOption),
    };
  }

  /** @throws InfraError NOT_FOUND for a cloud that there is not */
  async transform(cloud: string, files: SourceFiles): Promise<CloudTransformation> {
    const rules = rulesOf(this.catalogue.get(cloud));
    const results: Record<string, TransformResult> = {};
    for await (const { path, result } of rewriteFiles(files, rules)) {
      results[path] = result;
      await setImmediate();
    }
    const changed = Object.entries(results).filter(([, { changed: isChanged }]) => isChanged);
    return {
      files: {
        ...files,
        ...Object.fromEntries(changed.map(([path, { code }]) => [path, code])),
      },
      diagnostics: Object.entries(results).flatMap(([file, { diagnostics }]) =>
        diagnostics.map(({ code: rule, ...diagnostic }): CloudDiagnostic => ({
          ...diagnostic,
          ...{ rule, file },
        })),
      ),
      requirements: mergeRequirements(
        Object.values(results).flatMap(({ requirements }) => requirements),
      ),
      changed: changed.map(([file, { code }]) => ({ file, diff: diffOf(file, files[file], code) })),
    };
  }

  /** @throws InfraError NOT_FOUND for a cloud that there is not */
  generate(
    cloud: string,
    { capabilities, services, parameters, ...request }: z.output<typeof cloudGenerateBodySchema>,
  ): CloudGeneration {
    return generate(this.catalogue.get(cloud), {
      ...request,
      parameters: { ...parameters },
      capabilities: capabilities.map(type => ({
        type,
        ...(Object.hasOwn(services, type) ? { service: services[type] } : {}),
      })),
    });
  }
}

/** One file at a time, so that others are served between two of them. */
async function* takingTurns(files: SourceFiles) {
  for (const [path, text] of Object.entries(files)) {
    await setImmediate();
    yield { path, text };
  }
}

function toOption(option: DeploymentOption): CloudOption {
  const { provider, name, complete, missing, services, regions, monthlyCost, currency } = option;
  return {
    cloud: provider,
    ...{ name, complete, missing },
    services: services.map(({ capability, service, name: title }) => ({
      ...{ capability, service },
      name: title,
    })),
    regions: regions.map(region => ({
      id: region.id,
      name: region.name,
      recommended: region.recommended ?? false,
    })),
    ...(monthlyCost === null ? {} : { monthlyCost, currency }),
    parts: services.flatMap(
      ({ capability, name: service, monthlyCost: cost, details, freeTier }) =>
        cost === null ? [] : [{ capability, service, monthlyCost: cost, details, freeTier }],
    ),
  };
}
