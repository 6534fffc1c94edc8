import type { Node } from 'web-tree-sitter';
import type { SyntaxLanguage } from '../syntax/languages';

/** Files that say by their name alone how something is started. */
export const ENTRY_FILES: ReadonlySet<string> = new Set([
  'Dockerfile',
  'Containerfile',
  'Procfile',
  'package.json',
]);

type Entry = { pattern: RegExp; what: string };

const SCRIPT: Entry[] = [
  { pattern: /\.listen\s*\(/g, what: 'a server that listens' },
  {
    pattern: /\bexport\s+(?:default\s+)?(?:async\s+)?(?:function|const|let)\s+handler\b/g,
    what: 'a function handler',
  },
  { pattern: /\b(?:module\.)?exports\.handler\s*=/g, what: 'a function handler' },
];
const ENTRIES: Record<SyntaxLanguage, Entry[]> = {
  python: [
    { pattern: /^if\s+__name__\s*==\s*(['"])__main__\1\s*:/gm, what: 'a main block' },
    {
      pattern: /^(?:async\s+)?def\s+(?:lambda_)?handler\s*\(\s*\w+[^,)]*,\s*\w+/gm,
      what: 'a function handler',
    },
    {
      pattern:
        /^\w+(?:\s*:[^=\n]+)?\s*=\s*(?:[\w.]+\.)?(?:FastAPI|Flask|Starlette|Quart|Sanic|Celery|get_wsgi_application|get_asgi_application)\s*\(/gm,
      what: 'an application of a web framework',
    },
  ],
  typescript: SCRIPT,
  tsx: SCRIPT,
  javascript: SCRIPT,
  go: [{ pattern: /^func\s+main\s*\(\s*\)/gm, what: 'a main function' }],
};

const NO_CODE = new Set([
  'comment',
  'string',
  'string_content',
  'string_fragment',
  'template_string',
  'raw_string_literal',
]);

/** Whether a file by itself starts something: a container file, a Procfile, a package with a start script or a command. */
export function startsByName(name: string, text: string): string | undefined {
  if (name === 'Procfile') return 'a Procfile';
  if (name === 'Dockerfile' || name === 'Containerfile') {
    return /^\s*(?:CMD|ENTRYPOINT)\b/im.test(text)
      ? 'a container that starts something'
      : undefined;
  }
  try {
    const read = JSON.parse(text) as { scripts?: { start?: unknown }; bin?: unknown } | null;
    if (typeof read?.scripts?.start === 'string') return 'a start script';
    return read?.bin ? 'a command' : undefined;
  } catch {
    // Not a package that npm could read either.
    return undefined;
  }
}

/** Where code is started: main blocks, handlers of functions, servers. */
export function entryPointsIn(
  root: Node,
  text: string,
  language: SyntaxLanguage,
): { at: number; what: string }[] {
  return ENTRIES[language].flatMap(({ pattern, what }) =>
    [...text.matchAll(pattern)]
      .filter(
        match => !NO_CODE.has(root.descendantForIndex(match.index, match.index + 1)?.type ?? ''),
      )
      .map(match => ({ at: match.index, what })),
  );
}
