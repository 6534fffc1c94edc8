import type { IntegrationType, ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';

/** What an integration stores, by field; fields without a value are absent. */
export type IntegrationValues = Readonly<Record<string, string>>;

/** A file with credentials for the tools of a run, such as a key or a profile. */
export interface CredentialFile {
  /** Names it among the files of its integration. */
  name: string;
  /** Where it is in the folder of its integration, which goes with the run: relative, with mode 0600. */
  path: string;
  content: string;
}

/**
 * A kind of credentials. It registers through {@link integrationTypesExtensionPoint}; fields that say `secret` are stored encrypted
 * and never answered.
 */
export interface IntegrationTypeDefinition extends Omit<IntegrationType, 'canValidate'> {
  /**
   * Names of the fields that say where the secrets are sent. Where one changes, the stored secrets must be sent anew, so that nobody
   * can have them sent to an address of their own.
   */
  destinations?: readonly string[];
  /** Rules beyond those of the single fields. Pointers are `/<field>`; messages must not repeat values. */
  check?(values: IntegrationValues): ValidationProblem[];
  /** Files for the tools of a run. */
  files?(values: IntegrationValues): CredentialFile[];
  /**
   * Environment variables for the tools of a run.
   *
   * @param paths - absolute path of each of the files, by name
   */
  environment(
    values: IntegrationValues,
    paths: Readonly<Record<string, string>>,
  ): Record<string, string>;
  /**
   * Asks the outside system whether it takes the credentials.
   *
   * @param signal - aborts when it takes too long
   * @throws Error whose message says in a sentence what to do; secrets in it are masked before anybody sees it
   */
  validate?(values: IntegrationValues, signal: AbortSignal): Promise<void>;
}
