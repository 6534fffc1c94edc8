import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Repository, RepositoryRecord } from './repository';

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** All repositories below one folder: `<folder>/<owner>/<name>.git`. */
export class Repositories {
  private readonly opened = new Map<string, Repository>();

  constructor(readonly folder: string) {}

  /** The repository, whatever the case of its name, or undefined when there is none. */
  find(owner: string, name: string): Repository | undefined {
    if (!NAME.test(owner) || !NAME.test(name)) return undefined;
    const key = `${owner}/${name}`.toLowerCase();
    const folder = this.folderOf(owner, name);
    if (!existsSync(folder)) return undefined;
    let repository = this.opened.get(key);
    if (!repository) {
      repository = Repository.open(owner, name, folder);
      this.opened.set(key, repository);
    }
    return repository;
  }

  /** @throws Error when the name is not allowed or is taken */
  async create(
    owner: string,
    name: string,
    record: Partial<RepositoryRecord> = {},
  ): Promise<Repository> {
    if (!NAME.test(owner) || !NAME.test(name)) {
      throw new Error(`"${owner}/${name}" is no repository name`);
    }
    if (this.find(owner, name)) throw new Error(`${owner}/${name} exists`);
    await mkdir(join(this.folder, owner.toLowerCase()), { recursive: true });
    const repository = await Repository.create(owner, name, this.folderOf(owner, name), {
      id: 1 + Math.max(0, ...(await this.all()).map(each => each.record.id)),
      description: null,
      private: false,
      settings: {},
      topics: [],
      createdAt: new Date().toISOString(),
      protections: {},
      webhooks: [],
      pulls: [],
      ...record,
    });
    this.opened.set(`${owner}/${name}`.toLowerCase(), repository);
    return repository;
  }

  async all(): Promise<Repository[]> {
    const owners = await readdir(this.folder);
    const found = owners.map(async owner => {
      const folders = await readdir(join(this.folder, owner));
      return folders.map(folder => this.find(owner, folder.replace(/\.git$/, '')));
    });
    return (await Promise.all(found)).flat().filter(repository => repository !== undefined);
  }

  async remove({ owner, name, folder }: Repository): Promise<void> {
    this.opened.delete(`${owner}/${name}`.toLowerCase());
    await rm(folder, { recursive: true, force: true });
  }

  private folderOf(owner: string, name: string): string {
    return join(this.folder, owner.toLowerCase(), `${name.toLowerCase()}.git`);
  }
}
