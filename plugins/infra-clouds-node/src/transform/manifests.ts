import type { Requirement } from '../rules/model';
import { canonicalPackage } from './requirements';

/** A file that lists packages, with what was added; `added` is empty when everything was there. */
export type PatchedManifest = {
  text: string;
  added: Requirement[];
  /** Packages that are listed already, and left to whoever wrote them. */
  present: string[];
  /** Why nothing could be added. */
  problem?: string;
};

const newlineOf = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n');
const written = ({ package: name, version }: Requirement) => `${name}${version}`;

function split(requirements: readonly Requirement[], listed: ReadonlySet<string>) {
  const isListed = ({ package: name }: Requirement) => listed.has(canonicalPackage(name));
  return {
    added: requirements.filter(one => !isListed(one)),
    present: requirements.filter(isListed).map(one => one.package),
  };
}

/** `requirements.txt`: new lines at the end, everything else as it was. */
function patchRequirementsTxt(text: string, requirements: readonly Requirement[]): PatchedManifest {
  const names = text
    .split(/\r?\n/)
    .flatMap(line => /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? [])
    .map(canonicalPackage);
  const parts = split(requirements, new Set(names));
  if (parts.added.length === 0) return { text, ...parts };
  const newline = newlineOf(text);
  const start = text === '' || /\n$/.test(text) ? '' : newline;
  return { text: `${text}${start}${parts.added.map(written).join(newline)}${newline}`, ...parts };
}

/** `pyproject.toml`: the list `dependencies` of `[project]`, when it is a plain list of texts. */
function patchPyproject(text: string, requirements: readonly Requirement[]): PatchedManifest {
  const refuse = (problem: string) => ({ text, added: [], present: [], problem });
  const project = /^\[project\][^\S\n]*(?:#.*)?$/m.exec(text);
  if (!project) return refuse('pyproject.toml has no table [project]');
  const begin = project.index + project[0].length;
  const next = /^\[/m.exec(text.slice(begin))?.index ?? text.length - begin;
  const list = /^dependencies\s*=\s*\[((?:\s|,|#[^\n]*|"[^"\\\n]*"|'[^'\n]*')*)\]/m.exec(
    text.slice(begin, begin + next),
  );
  if (!list) return refuse('pyproject.toml has no plain list of dependencies');
  const items = [...list[1].matchAll(/#[^\n]*|"([^"]*)"|'([^']*)'/g)].flatMap(
    match => match[1] ?? match[2] ?? [],
  );
  const names = items.flatMap(item => /^\s*([A-Za-z0-9][\w.-]*)/.exec(item)?.[1] ?? []);
  const parts = split(requirements, new Set(names.map(canonicalPackage)));
  if (parts.added.length === 0) return { text, ...parts };
  const close = begin + list.index + list[0].length - 1;
  const newline = newlineOf(text);
  const entries = parts.added.map(one => JSON.stringify(written(one)));
  const body = list[1];
  if (!body.includes('\n')) {
    const comma = items.length === 0 || /,\s*$/.test(body) ? '' : ', ';
    return {
      text: text.slice(0, close) + comma + entries.join(', ') + text.slice(close),
      ...parts,
    };
  }
  const indent = /\n([^\S\n]+)\S/.exec(body)?.[1] ?? '    ';
  const last = /(["'])(?=(?:\s|#[^\n]*)*$)/.exec(body);
  const commaAt = last ? begin + list.index + list[0].indexOf(body) + last.index + 1 : undefined;
  const end = close - (/[^\S\n]*$/.exec(body)?.[0].length ?? 0);
  const lines = entries.map(entry => `${indent}${entry},${newline}`).join('');
  const before =
    commaAt === undefined
      ? text.slice(0, end)
      : `${text.slice(0, commaAt)},${text.slice(commaAt, end)}`;
  return { text: before + lines + text.slice(end), ...parts };
}

/** `package.json`: entries of `dependencies`, sorted, in the file's own indentation. */
function patchPackageJson(text: string, requirements: readonly Requirement[]): PatchedManifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return {
      text,
      added: [],
      present: [],
      problem: `package.json is no JSON: ${(error as Error).message}`,
    };
  }
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) {
    return { text, added: [], present: [], problem: 'package.json is no object' };
  }
  const groups = manifest as Record<string, Record<string, string> | undefined>;
  const listed = ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap(key =>
    Object.keys(groups[key] ?? {}),
  );
  const parts = split(requirements, new Set(listed.map(canonicalPackage)));
  if (parts.added.length === 0) return { text, ...parts };
  const all = { ...groups.dependencies };
  for (const { package: name, version } of parts.added) all[name] = version || '*';
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  const indent = /\n([^\S\n]+)"/.exec(text)?.[1] ?? '  ';
  const json = JSON.stringify({ ...groups, dependencies: sorted }, null, indent);
  const end = /\s*$/.exec(text)![0];
  return { text: json.replace(/\n/g, newlineOf(text)) + end, ...parts };
}

/** `go.mod`: a block of its own at the end, before which nothing changes. A minimum that is lower than what is asked for stays. */
function patchGoMod(text: string, requirements: readonly Requirement[]): PatchedManifest {
  const refuse = (problem: string) => ({ text, added: [], present: [], problem });
  if (!/^module\s/m.test(text)) return refuse('go.mod names no module');
  const nameless = requirements.filter(({ version }) => !/^v\d+\.\d+\.\d+[^,]*$/.test(version));
  if (nameless.length > 0) {
    const names = nameless.map(one => one.package).join(', ');
    return refuse(`go.mod takes one version such as v1.2.3 of ${names}`);
  }
  const required = text.replace(/^(exclude|replace|retract)\s*\([^)]*\)/gm, '');
  const listed = [...required.matchAll(/^\s*(?:require\s+)?"?([^\s"()]+)"?\s+v\d/gm)];
  const parts = split(requirements, new Set(listed.map(([, path]) => canonicalPackage(path))));
  if (parts.added.length === 0) return { text, ...parts };
  const newline = newlineOf(text);
  const start = /\n$/.test(text) ? newline : newline + newline;
  const lines = parts.added.map(one => `\t${one.package} ${one.version}${newline}`).join('');
  return { text: `${text}${start}require (${newline}${lines})${newline}`, ...parts };
}

const PATCHES: Record<
  string,
  (text: string, requirements: readonly Requirement[]) => PatchedManifest
> = {
  'requirements.txt': patchRequirementsTxt,
  'pyproject.toml': patchPyproject,
  'package.json': patchPackageJson,
  'go.mod': patchGoMod,
};

/** The names of files that can be told what rewritten code needs. */
export const MANIFESTS = Object.keys(PATCHES);

/**
 * Adds what rewritten code needs to a file that lists packages. Packages that are listed stay as they are.
 * @param name one of `MANIFESTS`, with or without folders before it
 */
export function patchManifest(
  name: string,
  text: string,
  requirements: readonly Requirement[],
): PatchedManifest {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const patch = Object.hasOwn(PATCHES, base) ? PATCHES[base] : undefined;
  if (!patch)
    return { text, added: [], present: [], problem: `${base} is no file that lists packages` };
  return patch(text, requirements);
}
