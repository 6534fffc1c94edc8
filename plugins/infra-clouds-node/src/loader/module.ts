import { HclSyntaxError, moduleInterface, referencesOf } from '../hcl';
import { CloudModule } from '../model';
import { Report, Tree } from './tree';

/** The Terraform files of a folder, and what the module takes and gives. */
export async function loadModule(
  tree: Tree,
  folder: string,
  report: Report,
): Promise<CloudModule | undefined> {
  const { files: names } = await tree.list(folder);
  const files: Record<string, string> = {};
  for (const name of names.filter(candidate => candidate.endsWith('.tf'))) {
    const text = await tree.read(`${folder}/${name}`);
    if (text !== undefined) files[name] = text;
  }
  if (Object.keys(files).length === 0) return undefined;
  for (const [name, text] of Object.entries(files)) {
    try {
      moduleInterface({ [name]: text });
      // What a generation looks for must be readable too, inside of strings as well.
      referencesOf(text, 'var');
    } catch (error) {
      if (!(error instanceof HclSyntaxError)) throw error;
      const before = text.slice(0, error.offset).split('\n');
      report({
        severity: 'error',
        rule: 'terraform/syntax',
        message: error.message,
        file: tree.shown(`${folder}/${name}`),
        line: before.length,
        column: before[before.length - 1].length + 1,
      });
      return undefined;
    }
  }
  return { files, ...moduleInterface(files) };
}
