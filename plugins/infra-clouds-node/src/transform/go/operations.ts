import { RuleError, renderRule } from '../../rules/render';
import type { Parse } from '../../syntax/parsers';
import { Sdk, type SdkException, type SdkOperation } from '../sdk';
import { camelCase } from '../text';
import type { TransformRules } from '../types';
import {
  checkNames,
  CONTEXT,
  type GoCode,
  type GoRuleImport,
  readGoImport,
  readHelper,
  readSetup,
  readValue,
} from './template';

/** What stands for an operation or a value of the SDK, with all that it needs around it. */
export type GoRead = { imports: GoRuleImport[]; setup: GoCode[]; code: GoCode };

const splitPath = (path: string) => {
  const dot = path.lastIndexOf('.');
  return [path.slice(0, dot), path.slice(dot + 1)];
};

/** `list_objects` is `ListObjects` in Go. */
const operationName = (path: string) => {
  const [module, name] = splitPath(path);
  const words = camelCase(name);
  return `${module}.${words[0].toUpperCase()}${words.slice(1)}`;
};

/** `NotFoundError` is `ErrNotFound` in Go. */
const exceptionName = (path: string) => {
  const [module, name] = splitPath(path);
  return `${module}.Err${name.replace(/(Error|Exception)$/, '')}`;
};

/** The rules of Go, read once. */
export class GoOperations {
  readonly sdk: Sdk;
  private readonly known = new Map<string, GoRead | RuleError>();

  constructor(
    rules: TransformRules,
    readonly parse: Parse,
  ) {
    this.sdk = new Sdk(rules, 'go', operationName, exceptionName);
  }

  /** @throws RuleError when the rule cannot be used */
  operation({ path, rule, variant }: SdkOperation): GoRead {
    const hasContext = variant.context !== false;
    const names = rule.parameters.map(({ name }) => name);
    const imports = [...variant.imports, ...(hasContext ? ['import "context"'] : [])];
    return this.read(path, { ...variant, imports }, () =>
      readHelper(
        renderRule(variant.template, hasContext ? [CONTEXT, ...names] : names),
        { parameters: rule.parameters, hasContext, results: variant.results ?? 'error' },
        this.parse,
      ),
    );
  }

  /** @throws RuleError when the rule cannot be used */
  exception({ path, variant }: SdkException): GoRead {
    return this.read(path, variant, () => readValue(variant.code, this.parse));
  }

  private read(
    key: string,
    { imports, setup }: { imports: readonly string[]; setup: string },
    codeOf: () => GoCode,
  ): GoRead {
    let read = this.known.get(key);
    if (!read) {
      try {
        const lines = [...new Set(imports)].map(line => readGoImport(line, this.parse));
        const before = setup.trim() ? readSetup(setup, this.parse) : [];
        const code = codeOf();
        checkNames([...before, code], lines);
        read = { imports: lines, setup: before, code };
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        read = error;
      }
      this.known.set(key, read);
    }
    if (read instanceof RuleError) throw read;
    return read;
  }
}
