import type { Node } from 'web-tree-sitter';
import { bindingAt } from './flow';
import { type BindingKind, roleOf, scopeOf } from './roles';

export type NameBinding = {
  node: Node;
  how: BindingKind;
  scope: Node;
  /** Through `global`. */ nested: boolean;
};

/** All that happens to one name in a file: where it gets a meaning, in which scope, and where it is read. */
export class NameUsage {
  readonly uses: Node[] = [];
  private readonly bindings = new Map<number, NameBinding[]>();
  private readonly declared = new Map<number, 'global' | 'nonlocal'>();

  constructor(
    readonly name: string,
    occurrences: readonly Node[],
    private readonly module: Node,
  ) {
    const found: NameBinding[] = [];
    for (const node of occurrences) {
      const role = roleOf(node);
      if (role.kind === 'use') this.uses.push(node);
      else if (role.kind === 'binding')
        found.push({ node, how: role.how, scope: role.scope, nested: false });
      else if (role.kind !== 'ignored') this.declared.set(role.scope.id, role.kind);
    }
    // Those behind `nonlocal` last: where they land depends on who else binds the name.
    const behind = (one: NameBinding) => this.declared.get(one.scope.id) === 'nonlocal';
    for (const one of [...found.filter(it => !behind(it)), ...found.filter(behind)]) {
      const scope = this.ownerOf(one.scope);
      const list = this.bindings.get(scope.id) ?? [];
      list.push({ ...one, scope, nested: scope.id !== one.scope.id });
      this.bindings.set(scope.id, list);
    }
  }

  /** Everything that gives the name a meaning, anywhere. */
  get all(): NameBinding[] {
    return [...this.bindings.values()].flat();
  }

  /** The bindings that share a scope with this one. */
  inScope(scope: Node): NameBinding[] {
    return this.bindings.get(scope.id) ?? [];
  }

  /** The bindings that a name read in this place goes by, in the order of the text; empty for a name from elsewhere. */
  resolve(use: Node): NameBinding[] {
    let scope = scopeOf(use);
    const inClass: NameBinding[] = [];
    for (let first = true; ; first = false) {
      const global = this.declared.get(scope.id) === 'global';
      const own = this.bindings.get(global ? this.module.id : scope.id);
      if (own && first && scope.type === 'class_definition' && !global) {
        // The body of a class reads on outside for as long as it has not bound the name itself.
        const known = bindingAt(use, own);
        if (known === 'unknown') inClass.push(...own);
        else if (known) return own;
      } else if (own && (global || scope.type !== 'class_definition')) {
        return [...inClass, ...own];
      }
      if (global || scope.type === 'module') return inClass;
      scope = scopeOf(scope);
    }
  }

  /** The scope that a binding lands in: another one after `global` or `nonlocal`. */
  private ownerOf(scope: Node): Node {
    const declared = this.declared.get(scope.id);
    if (declared === 'global') return this.module;
    if (declared !== 'nonlocal') return scope;
    let at = scopeOf(scope);
    while (at.type !== 'module') {
      if (at.type !== 'class_definition' && this.bindings.has(at.id)) return at;
      at = scopeOf(at);
    }
    return scope;
  }
}
