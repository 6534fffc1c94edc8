import {
  CloudAuthMethod,
  credentialSchema,
  handlerSchema,
  methodSchema,
  uiInstructionsSchema,
} from '../model';
import { TemplateError, parseTemplate } from '../template';
import { normaliseHandler } from './dialects';
import { ReadYaml, readYaml } from './readYaml';
import { Report, Tree } from './tree';

export async function loadAuthMethods(tree: Tree, report: Report): Promise<CloudAuthMethod[]> {
  const { folders } = await tree.list('authentication');
  const methods = await Promise.all(folders.map(folder => loadMethod(tree, folder, report)));
  return methods.filter(method => method !== undefined);
}

async function loadMethod(
  tree: Tree,
  folder: string,
  report: Report,
): Promise<CloudAuthMethod | undefined> {
  const path = (file: string) => `authentication/${folder}/${file}.yaml`;
  if ((await tree.kind(path('method'))) !== 'file') {
    const message = `${folder} has no method.yaml and is left out`;
    report({
      severity: 'warning',
      rule: 'reference/missing',
      message,
      file: tree.shown(path('method')),
    });
    return undefined;
  }
  const [method, schema, handler, instructions] = await Promise.all([
    readYaml(tree, path('method'), 'authentication_method', methodSchema, report),
    readYaml(tree, path('schema'), 'credential_schema', credentialSchema, report),
    readYaml(tree, path('handler'), 'credential_handler', handlerSchema, report, value =>
      normaliseHandler(value, folder),
    ),
    readYaml(tree, path('ui-instructions'), 'ui_instructions', uiInstructionsSchema, report),
  ]);
  for (const file of ['schema', 'handler', 'ui-instructions']) {
    if ((await tree.kind(path(file))) === undefined && method) {
      method.file.warning('reference/missing', `${folder} has no ${file}.yaml`, method.root);
    }
  }
  if (handler) await checkHandler(tree, folder, handler);
  if (schema) checkSources(schema);
  if (!method) return undefined;
  if (method.value.id !== folder) {
    const message = `the id ${method.value.id} is not the name of its folder, ${folder}`;
    method.file.warning('method/id', message, [...method.root, 'id']);
  }
  return {
    id: folder,
    method: method.value,
    schema: schema?.value,
    handler: handler?.value,
    instructions: instructions?.value,
  };
}

type Handler = NonNullable<CloudAuthMethod['handler']>;
type Schema = NonNullable<CloudAuthMethod['schema']>;

async function checkHandler(tree: Tree, folder: string, { file, value, root }: ReadYaml<Handler>) {
  if (value.method_id !== folder) {
    const message = `method_id is ${value.method_id}; the method is ${folder}`;
    file.warning('handler/method', message, [...root, 'method_id']);
  }
  value.environment_variables.forEach(({ name, value_template: template }, index) => {
    const path = [...root, 'environment_variables', index];
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      file.error('handler/variable', `${name} is no name of an environment variable`, [
        ...path,
        'name',
      ]);
    }
    checkTemplate(file, template, [...path, 'value_template']);
  });
  value.file_outputs.forEach(({ path: target, permissions }, index) => {
    const path = [...root, 'file_outputs', index];
    if (/^\/|^[A-Za-z]:|\\|(^|\/)\.\.(\/|$)|\0/.test(target)) {
      file.error('path/outside', `${JSON.stringify(target)} leads out of the workspace`, [
        ...path,
        'path',
      ]);
    }
    if (permissions !== undefined && !/^0?[0-7]{3}$/.test(permissions)) {
      const message = `permissions are octal digits such as "0600", not ${JSON.stringify(permissions)}`;
      file.error('handler/permissions', message, [...path, 'permissions']);
    }
  });
  const steps = value.validation?.steps ?? [];
  for (const [index, { schema_ref: reference, command }] of steps.entries()) {
    const path = [...root, 'validation', 'steps', index];
    if (command) checkTemplate(file, command, [...path, 'command']);
    if (!reference) continue;
    const place = {
      ...file.place([...path, 'schema_ref']),
      file: `authentication/${folder}/handler.yaml`,
    };
    if ((await tree.kind(`authentication/${folder}/${reference}`, place)) !== 'file') {
      file.warning('reference/missing', `schema_ref ${reference} is not there`, [
        ...path,
        'schema_ref',
      ]);
    }
  }
}

function checkTemplate(
  file: ReadYaml<Handler>['file'],
  template: string,
  path: (string | number)[],
) {
  try {
    parseTemplate(template);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    file.error('template/syntax', `${path.at(-1)}: ${error.reason}`, path);
  }
}

/** Metadata comes from a field that the form has. */
function checkSources({ file, value, root }: ReadYaml<Schema>) {
  const names = new Set(value.fields.map(field => field.name));
  value.metadata_extraction.forEach(({ source }, index) => {
    if (!names.has(source)) {
      const path = [...root, 'metadata_extraction', index, 'source'];
      file.warning('schema/source', `${source} is no field of the form`, path);
    }
  });
}
