/** Why a path does not lead to a file of the repository, as the end of a sentence; undefined where it does. */
export function pathProblem(path: string): string | undefined {
  const parts = path.split('/');
  const isSound =
    path.length <= 500 &&
    // eslint-disable-next-line no-control-regex
    !/[\u0000-\u001f"\\]/.test(path) &&
    parts.every(part => part !== '' && part !== '.' && part !== '..' && part !== '.git');
  return isSound
    ? undefined
    : 'must be a path inside the repository, without a slash at either end and without . or ..';
}
