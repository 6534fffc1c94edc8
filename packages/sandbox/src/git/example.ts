import { Repositories } from './repositories';

/** An application that is written for no cloud in particular, to be moved to one. */
export const EXAMPLE_REPOSITORY = { owner: 'apps', name: 'photos' };

const APP = `"""Keeps photos, and lists them."""
import sys

from infrar.storage import list_objects, upload

BUCKET = 'photos'


def keep(path: str) -> None:
    upload(bucket=BUCKET, source=path, destination=f'originals/{path}')


def names() -> list[str]:
    return list_objects(bucket=BUCKET, prefix='originals/')


if __name__ == '__main__':
    for argument in sys.argv[1:]:
        keep(argument)
    print('\\n'.join(names()))
`;

/** Creates the example unless it exists. */
export async function seedExample(repositories: Repositories): Promise<void> {
  const { owner, name } = EXAMPLE_REPOSITORY;
  if (repositories.find(owner, name)) return;
  const repository = await repositories.create(owner, name, {
    description: 'Photos on any cloud',
  });
  await repository.commitFiles('main', 'Keep photos', {
    'README.md': '# Photos\n\nWritten against the neutral SDK; any cloud can hold the photos.\n',
    'app.py': APP,
    'requirements.txt': 'pillow==11.0.0\n',
  });
}
