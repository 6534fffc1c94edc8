import {
  PARAMETER_TYPES,
  type ParameterType,
  type Requirement,
  type RuleException,
  type RuleFile,
  type RuleLanguage,
  type RuleParameter,
  type RuleVariant,
  type TransformRule,
} from './model';
import { parametersIn } from './placeholders';
import { YamlFile, type YamlValue } from './yamlReader';

const IDENTIFIER = /^[A-Za-z_]\w*$/;
const PATTERN = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*){2,}$/;
const EXCEPTION_PATTERN = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/;
const PACKAGE = /^@?[A-Za-z0-9][\w.\-/]*(\[[\w,.\- ]+\])?$/;
const VERSION = /^[\w.\-+*<>=!~^,|\s]*$/;
const LANGUAGES: Record<string, RuleLanguage> = {
  python: 'python',
  typescript: 'typescript',
  javascript: 'typescript',
  go: 'go',
};

function requirementsOf(value: YamlValue): Requirement[] {
  return value.list().flatMap(item => {
    const written = item.isMap ? undefined : item.text();
    const parts = /^(@?[^<>=!~^@\s]+)\s*@?(.*)$/.exec(written ?? '');
    const name = item.isMap ? item.get('package', 'name').text() : parts?.[1];
    const version = (item.isMap ? item.get('version').text() : parts?.[2]) ?? '';
    if (!name || !PACKAGE.test(name) || !VERSION.test(version)) {
      item.complain('must name a package, and a version range if any', 'warning', 'rules/package');
      return [];
    }
    return [{ package: name, version: version.trim() }];
  });
}

const lines = (value: YamlValue) =>
  (value.isList ? value.list() : [value]).flatMap(item => {
    const text = item.exists ? item.text() : undefined;
    return text ? text.split('\n').flatMap(line => (line.trim() ? [line.trim()] : [])) : [];
  });

/** A text, or several that follow each other. */
const setupOf = (value: YamlValue): string =>
  (value.isList ? value.list() : [value])
    .flatMap(item => (item.exists ? (item.text() ?? []) : []))
    .join('\n');

function variantOf(holder: YamlValue, inner: YamlValue): RuleVariant | undefined {
  const template = inner.get('code_template', 'template', 'code');
  const text = template.exists ? template.text() : undefined;
  if (!text?.trim()) return undefined;
  const pick = (...keys: string[]) => {
    const value = inner.get(...keys);
    return value.exists ? value : holder.get(...keys);
  };
  return {
    functionName: pick('function').exists ? pick('function').text() : undefined,
    imports: lines(pick('imports')),
    setup: setupOf(pick('setup_code', 'setup')),
    template: text,
    returns: pick('returns').exists ? pick('returns').text() : undefined,
    ...(pick('results').exists && { results: pick('results').text() }),
    ...(pick('context').value === false && { context: false }),
    async: pick('async').value === true,
    requirements: requirementsOf(pick('requirements')),
  };
}

function typeOf(item: YamlValue): ParameterType | undefined {
  const written = item.isMap ? item.get('type') : undefined;
  if (!written?.exists) return undefined;
  const type = PARAMETER_TYPES.find(one => one === written.value);
  if (!type) {
    written.complain(`must be one of ${PARAMETER_TYPES.join(', ')}`, 'warning', 'rules/parameter');
  }
  return type;
}

function parameterOf(item: YamlValue): RuleParameter[] {
  const name = item.isMap ? item.get('name').text() : item.text();
  if (!name || !IDENTIFIER.test(name)) {
    item.complain('must have a name that is an identifier', 'error', 'rules/parameter');
    return [];
  }
  const fallback = item.isMap ? item.get('default') : undefined;
  const given = item.isMap && item.keys().includes('default');
  const value = fallback?.value;
  if (given && fallback?.exists && !['string', 'number', 'boolean'].includes(typeof value)) {
    fallback.complain('must be a text, a number, a boolean or null', 'error', 'rules/parameter');
  }
  const type = typeOf(item);
  const needed = item.isMap ? item.get('required').value !== false : true;
  return [
    {
      name,
      required: !given && needed,
      ...(type && { type }),
      ...(given && { default: (value ?? null) as RuleParameter['default'] }),
    },
  ];
}

/** The parameters of a rule: declared, or the keys of the mapping, or what its template asks for. */
function parametersOf(operation: YamlValue, inner: YamlValue) {
  const declared = operation.get('parameters', 'params');
  if (declared.isList) {
    const parameters = declared.list().flatMap(parameterOf);
    return { parameters, ordered: true };
  }
  const mapping = inner.get('parameter_mapping').isMap
    ? inner.get('parameter_mapping')
    : operation.get('parameter_mapping', 'parameters');
  if (mapping.isMap) {
    const names = mapping.keys().filter(name => {
      if (!IDENTIFIER.test(name))
        mapping.complain(`has the key ${JSON.stringify(name)}, which is no name`);
      return IDENTIFIER.test(name);
    });
    return { parameters: names.map(name => ({ name, required: true })), ordered: true };
  }
  const text = inner.get('code_template', 'template', 'code').value;
  const names = typeof text === 'string' ? parametersIn(text) : [];
  return { parameters: names.map(name => ({ name, required: true })), ordered: names.length < 2 };
}

function targetOf(operation: YamlValue): TransformRule['target'] {
  const target = operation.get('target');
  if (!target.isMap) {
    const [provider, service, ...rest] = String(target.value ?? '').split(/[./]/);
    return {
      ...(provider && { provider }),
      ...(service && { service }),
      ...(rest.length > 0 && { operation: rest.join('.') }),
    };
  }
  const text = (key: string) => (target.get(key).exists ? target.get(key).text() : undefined);
  return { provider: text('provider'), service: text('service'), operation: text('operation') };
}

function variantsOf(operation: YamlValue, inner: YamlValue): TransformRule['variants'] {
  const variants: TransformRule['variants'] = {};
  const written = operation.get('language').exists ? operation.get('language').text() : 'python';
  const main =
    written !== undefined && Object.hasOwn(LANGUAGES, written) ? LANGUAGES[written] : undefined;
  if (!main) operation.get('language').complain('must be python, typescript or go');
  const own = variantOf(operation, inner);
  if (own && main) variants[main] = own;
  const others = operation.get('languages');
  for (const key of others.keys()) {
    const language = Object.hasOwn(LANGUAGES, key) ? LANGUAGES[key] : undefined;
    const entry = others.get(key);
    const part = entry.get('transformation').isMap ? entry.get('transformation') : entry;
    if (!language) entry.complain('is no language that has rules', 'warning', 'rules/language');
    else variants[language] = variantOf(entry, part) ?? variants[language];
  }
  return variants;
}

function exceptionOf(item: YamlValue): RuleException[] {
  const pattern = item.get('pattern', 'name').text();
  if (!pattern || !EXCEPTION_PATTERN.test(pattern)) {
    item.complain(
      'must have a pattern such as infrar.storage.NotFoundError',
      'error',
      'rules/exception',
    );
    return [];
  }
  const variants: RuleException['variants'] = {};
  const add = (language: RuleLanguage, part: YamlValue) => {
    const code = part.get('code').exists ? part.get('code').text()?.trim() : undefined;
    if (!code) return;
    const setup = part.get('setup_code', 'setup');
    variants[language] = {
      code,
      imports: lines(part.get('imports')),
      setup: setupOf(setup),
    };
  };
  add('python', item);
  const others = item.get('languages');
  for (const key of others.keys()) {
    if (Object.hasOwn(LANGUAGES, key)) add(LANGUAGES[key], others.get(key));
  }
  return [{ pattern, variants, source: { file: '', line: item.line } }];
}

function ruleOf(operation: YamlValue, file: string): TransformRule[] {
  if (!operation.isMap) {
    operation.complain('must be a map');
    return [];
  }
  const pattern = operation.get('pattern', 'source', 'from', 'match').text();
  if (!pattern || !PATTERN.test(pattern)) {
    operation.complain(
      'must have a pattern such as infrar.storage.upload',
      'error',
      'rules/pattern',
    );
    return [];
  }
  const inner = operation.get('transformation').isMap ? operation.get('transformation') : operation;
  const variants = variantsOf(operation, inner);
  if (Object.keys(variants).length === 0) {
    operation.complain('says no code to put in place of the call', 'warning', 'rules/no-template');
    return [];
  }
  const { parameters, ordered } = parametersOf(operation, inner);
  const names = parameters.map(parameter => parameter.name);
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled)
    operation.complain(`names the parameter ${doubled} twice`, 'error', 'rules/parameter');
  const name = operation.get('name', 'id');
  return [
    {
      name: (name.exists ? name.text() : undefined) ?? pattern.slice(pattern.lastIndexOf('.') + 1),
      ...{ pattern, target: targetOf(operation), parameters, ordered, variants },
      source: { file, line: operation.line },
    },
  ];
}

/**
 * Reads a `rules.yaml` of either dialect: `operations[]` with a `transformation` each, or the older `transformations[]` with `target`
 * and `template`. Keys it does not know are left alone.
 * @param file how diagnostics call the file
 */
export function readRules(file: string, text: string): RuleFile {
  const yaml = new YamlFile(file, text);
  const { root } = yaml;
  const operations = root.get('operations', 'transformations', 'rules');
  const rules = operations.exists ? operations.list().flatMap(item => ruleOf(item, file)) : [];
  const own = operations.isList ? operations.list().map(item => item.get('exceptions')) : [];
  const exceptions = [root.get('exceptions'), ...own]
    .filter(list => list.exists)
    .flatMap(list => list.list().flatMap(exceptionOf))
    .map(exception => ({ ...exception, source: { ...exception.source, file } }));
  if (rules.length === 0 && !yaml.diagnostics.some(one => one.severity === 'error')) {
    root.complain('The file has no usable operation', 'warning', 'rules/empty');
  }
  return { rules, exceptions, diagnostics: yaml.diagnostics };
}

/** The rules of several files, such as those of the services that were chosen; the first rule for a pattern counts. */
export function readRuleFiles(files: Iterable<{ path: string; text: string }>): RuleFile {
  const read = [...files].map(({ path, text }) => readRules(path, text));
  return {
    rules: read.flatMap(({ rules }) => rules),
    exceptions: read.flatMap(({ exceptions }) => exceptions),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}
