import { projectType } from '../__testUtils__';
import { findTypes, groupTypes } from './typeGroups';

const type = (title: string, labels: Record<string, string> = {}) => ({
  ...projectType,
  ...{ name: title.toLowerCase(), title, labels, description: `What ${title} is for` },
});

const types = [
  type('Queue', { cloud: 'aws' }),
  type('Vault', { group: 'Security', cloud: 'aws' }),
  type('Project'),
  type('Bucket', { cloud: 'aws' }),
  type('Blob', { cloud: 'other' }),
  type('Machine'),
];

it('types are shown by group and cloud, those of the platform first', () => {
  const groups = groupTypes(types, { aws: 'Amazon Web Services' });
  expect(groups.map(({ title, types: of }) => [title, of.map(one => one.title)])).toEqual([
    [undefined, ['Machine', 'Project']],
    ['Amazon Web Services', ['Bucket', 'Queue']],
    ['other', ['Blob']],
    ['Security', ['Vault']],
  ]);
});

it('types are found by title, name and description', () => {
  const found = (text: string) => findTypes(types, text).map(({ title }) => title);
  expect(found('  buCK ')).toEqual(['Bucket']);
  expect(found('what proj')).toEqual(['Project']);
  expect(found('')).toHaveLength(6);
  expect(found('nothing')).toEqual([]);
});
