import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isInstalled = (...programs: string[]) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => programs.some(name => folder && existsSync(join(folder, name))));

/** For tests that run the real program; their title says "(terraform must be installed)", which excuses a skipped one. */
export const describeTerraform = isInstalled('tofu', 'terraform') ? describe : describe.skip;

/** Where providers are on this machine; without them nothing of a cloud can be planned. */
export const MIRROR = process.env.BAILIWICK_TERRAFORM_MIRROR ?? '/opt/tf-plugins';

const hasAws = existsSync(join(MIRROR, 'registry.terraform.io/hashicorp/aws'));

/** For tests that need the provider of AWS as well; their title says "(terraform-provider-aws must be installed)". */
export const describeAws = hasAws ? describeTerraform : describe.skip;

const hasBuilder = isInstalled('buildah');

/** For tests that build images besides; {@link titledForDeployment} says what is missing. */
export const describeDeployment = hasBuilder ? describeAws : describe.skip;

export const titledForDeployment = (title: string): string =>
  `${title} (${hasBuilder ? 'terraform-provider-aws' : 'buildah'} must be installed)`;
