import type { CostExpression } from '../cost/expression';
import { ModuleInterface } from '../hcl';
import type { RuleFile } from '../rules';
import {
  AuthenticationMethod,
  CredentialHandler,
  CredentialSchema,
  UiInstructions,
} from './authentication';
import { Pricing, Provider, ProviderDefaults, Regions, VariablesUi } from './provider';
import { DeploymentInfo, ServiceDefaults, ServiceInfo } from './service';

/** A file as it was read; `path` is relative to the tree. */
export interface TextFile {
  path: string;
  text: string;
}

export interface CloudAuthMethod {
  id: string;
  method: AuthenticationMethod;
  schema?: CredentialSchema;
  handler?: CredentialHandler;
  instructions?: UiInstructions;
}

export interface CloudModule extends ModuleInterface {
  /** Every `.tf` file by its path inside of the module. */
  files: Record<string, string>;
}

/** How code gets to run in a service. */
export interface CloudDeployment {
  info: DeploymentInfo;
  /** What says the user name and password of the registry. */
  registryLogin?: CloudModule;
}

export interface CloudService {
  id: string;
  /** The folder that it is in, which is its category; usually also its capability. */
  category: string;
  info: ServiceInfo;
  defaults: ServiceDefaults;
  module?: CloudModule;
  /** How its price follows its variables, where it does. */
  cost?: CostExpression;
  /** Where the service runs an image. */
  deployment?: CloudDeployment;
  /** Values of the module's variables, as a template. */
  tfvars?: TextFile;
  rules?: TextFile;
  /** What `rules` say, read. */
  ruleFile?: RuleFile;
  readme?: string;
}

export interface CloudTemplates {
  providerBlock?: TextFile;
  backend?: TextFile;
  variables?: TextFile;
  tfvars?: TextFile;
  bootstrap?: TextFile;
}

/** One provider, whatever layout and dialect its files had. */
export interface CloudPlugin {
  id: string;
  /** Absolute. */
  folder: string;
  layout: 'providers' | 'packages';
  provider: Provider;
  regions: Regions;
  defaults: ProviderDefaults;
  pricing?: Pricing;
  variablesUi?: VariablesUi;
  authMethods: CloudAuthMethod[];
  services: CloudService[];
  templates: CloudTemplates;
}
