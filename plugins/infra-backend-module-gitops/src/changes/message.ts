import type { NewChange } from './ChangeStore';

/** Names the resource that a change is about. */
export const RESOURCE_TRAILER = 'Infra-Resource';
/** Names the change, so that it is found in the history after a crash. */
export const CHANGE_TRAILER = 'Infra-Change';

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The message of a commit that makes the changes: each has its line, and its trailers at the end. */
export function commitMessage(changes: readonly NewChange[]): string {
  const titles = changes.map(({ title }) => oneLine(title));
  const subject = titles.length === 1 ? titles[0] : `Change ${titles.length} resources`;
  const list = titles.length === 1 ? [] : [...titles.map(title => `- ${title}`), ''];
  const trailers = changes.flatMap(({ id, resourceId }) => [
    ...(resourceId ? [`${RESOURCE_TRAILER}: ${resourceId}`] : []),
    `${CHANGE_TRAILER}: ${id}`,
  ]);
  return `${[subject, '', ...list, ...trailers].join('\n')}\n`;
}
