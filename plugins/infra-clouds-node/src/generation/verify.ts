import { hclBody, moduleInterface, referencesOf } from '../hcl';
import { Problems } from './request';

/**
 * Reads what was generated once more: every `var.x` is declared and every required one is set, in the
 * configuration and in each module. What is wrong here is a fault of the plugin, found before anybody
 * runs Terraform.
 */
export function verifyConfiguration(files: Record<string, string>, problems: Problems) {
  const root = inFolder(files, '');
  const declared = verifyModule(root, '', problems);
  const set = new Set(hclBody(files['terraform.tfvars']).attributes.map(({ name }) => name));
  for (const { name, hasDefault, sensitive } of declared) {
    if (!hasDefault && !sensitive && !set.has(name)) {
      problems.error('request/parameter-missing', `the request needs the parameter ${name}`);
    }
  }
  const names = new Set(declared.map(({ name }) => name));
  for (const name of set) {
    if (!names.has(name)) {
      const message = `sets ${name}, which is declared nowhere`;
      problems.error('terraform/variable', message, { file: 'terraform.tfvars' });
    }
  }
  for (const block of hclBody(files['main.tf']).blocks.filter(({ type }) => type === 'module')) {
    const source = block.attributes.find(({ name }) => name === 'source')?.text ?? '';
    const folder = source.replace(/^"\.\/|"$/g, '');
    const module = verifyModule(inFolder(files, `${folder}/`), folder, problems);
    const given = new Set(block.attributes.map(({ name }) => name));
    for (const { name, hasDefault } of module) {
      if (!hasDefault && !given.has(name)) {
        problems.error('terraform/variable', `${folder} is not given ${name}`, { file: 'main.tf' });
      }
    }
  }
}

function inFolder(files: Record<string, string>, folder: string): [string, string][] {
  return Object.entries(files).filter(
    ([path]) =>
      path.startsWith(folder) && path.endsWith('.tf') && !path.slice(folder.length).includes('/'),
  );
}

function verifyModule(files: [string, string][], folder: string, problems: Problems) {
  const { variables } = moduleInterface(Object.fromEntries(files));
  const names = variables.map(({ name }) => name);
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index) {
      problems.error('terraform/variable', `variable ${name} is declared twice`, {
        file: folder || 'variables.tf',
      });
    }
  });
  for (const [file, text] of files) {
    for (const name of referencesOf(text, 'var')) {
      if (!names.includes(name)) {
        problems.error('terraform/variable', `var.${name} is declared nowhere`, { file });
      }
    }
  }
  return variables;
}
