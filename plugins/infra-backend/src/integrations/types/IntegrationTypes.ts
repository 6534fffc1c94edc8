import type { IntegrationType } from '@bailiwick/backstage-plugin-infra-common';
import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';
import { environment } from './environment';
import { gitHost } from './gitHost';
import { httpBasic } from './httpBasic';
import { slack } from './slack';
import { webhook } from './webhook';

/** Whole fields only, so that a pattern means the same whoever wrote it. */
export const wholePattern = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'u');

/** The kinds of integrations that the installation knows: the built-in ones and those of modules. */
export class IntegrationTypes {
  private readonly types = new Map<string, IntegrationTypeDefinition>();

  constructor() {
    [gitHost, webhook, slack, environment, httpBasic].forEach(type => this.add(type));
  }

  /** @throws Error for a type that is there already, or has a pattern that is no regular expression */
  add(definition: IntegrationTypeDefinition): void {
    const { type, fields, otherFields } = definition;
    if (this.types.has(type)) throw new Error(`There are two integration types named ${type}`);
    for (const { pattern } of [...fields, ...(otherFields ? [otherFields] : [])]) {
      if (pattern !== undefined) wholePattern(pattern);
    }
    this.types.set(type, definition);
  }

  find(type: string): IntegrationTypeDefinition | undefined {
    return this.types.get(type);
  }

  /**
   * Of an integration that is stored.
   *
   * @throws Error where its module is not installed any more
   */
  get(type: string): IntegrationTypeDefinition {
    const found = this.types.get(type);
    if (!found) throw new Error(`No module of this Backstage knows the integration type ${type}`);
    return found;
  }

  get names(): string[] {
    return [...this.types.keys()];
  }

  /** As the REST API shows them. */
  describe(): IntegrationType[] {
    return [...this.types.values()].map(
      ({ type, title, description, fields, otherFields, validate }) => ({
        ...{ type, title, fields, canValidate: validate !== undefined },
        ...(description === undefined ? {} : { description }),
        ...(otherFields === undefined ? {} : { otherFields }),
      }),
    );
  }
}
