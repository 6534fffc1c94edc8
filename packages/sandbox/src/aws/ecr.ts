import { AwsCall } from './call';
import { imageActions } from './ecrImages';
import { AwsError } from './errors';
import { AWS_ACCOUNT } from './identities';
import { JsonInput, jsonService } from './protocol';
import { BlobStore, imagesOf, isLinked } from './registry';
import { AwsState } from './state';

const NAME = /^[a-z0-9]+([._/-][a-z0-9]+)*$/;

interface Tag {
  Key: string;
  Value: string;
}

/** Repositories for images. The images themselves are in the registry at `/v2` of the same host. */
export function ecr(state: AwsState, store: BlobStore) {
  const arnOf = (name: string, { region }: AwsCall) =>
    `arn:aws:ecr:${region}:${AWS_ACCOUNT}:repository/${name}`;
  const find = (name: string) => {
    if (Object.hasOwn(state.repositories, name)) return state.repositories[name];
    const message = `The repository with name '${name}' does not exist in the registry`;
    throw new AwsError(400, 'RepositoryNotFoundException', message);
  };
  const repositoryOf = (input: JsonInput) => find(String(input.repositoryName));
  const tagged = (input: JsonInput) =>
    find(String(input.resourceArn).split(':repository/').pop() ?? '');
  const described = (name: string, call: AwsCall) => ({
    ...find(name).settings,
    repositoryName: name,
    repositoryArn: arnOf(name, call),
    registryId: AWS_ACCOUNT,
    // Not at a host of AWS, but where the registry answers: images can be pushed there.
    repositoryUri: `${new URL(call.origin).host}/${name}`,
  });

  return jsonService(
    {
      CreateRepository(input, call) {
        const name = String(input.repositoryName);
        if (!NAME.test(name)) {
          throw new AwsError(400, 'InvalidParameterException', `${name} is no repository's name`);
        }
        if (Object.hasOwn(state.repositories, name)) {
          throw new AwsError(400, 'RepositoryAlreadyExistsException', `${name} exists already`);
        }
        const { tags = [], repositoryName: _, ...settings } = input;
        state.repositories[name] = {
          settings: { ...settings, createdAt: Math.floor(Date.now() / 1000) },
          tags: Object.fromEntries((tags as Tag[]).map(({ Key, Value }) => [Key, Value])),
        };
        return { repository: described(name, call) };
      },
      DescribeRepositories(input, call) {
        const names = (input.repositoryNames ?? Object.keys(state.repositories)) as string[];
        return { repositories: names.map(name => described(name, call)) };
      },
      DeleteRepository(input, call) {
        const name = String(input.repositoryName);
        const repository = described(name, call);
        const hasImages = Object.keys(imagesOf(find(name)).manifests).length > 0;
        if (hasImages && input.force !== true) {
          const message = `The repository with name '${name}' in registry with id '${AWS_ACCOUNT}' cannot be deleted because it still contains images`;
          throw new AwsError(400, 'RepositoryNotEmptyException', message);
        }
        delete state.repositories[name];
        store.sweep(digest => isLinked(state, digest));
        return { repository };
      },
      PutLifecyclePolicy(input) {
        repositoryOf(input).lifecycle = String(input.lifecyclePolicyText);
        return { ...input, registryId: AWS_ACCOUNT };
      },
      GetLifecyclePolicy(input) {
        const { lifecycle } = repositoryOf(input);
        if (lifecycle === undefined) {
          throw new AwsError(400, 'LifecyclePolicyNotFoundException', 'There is no such policy');
        }
        const { repositoryName } = input;
        return { registryId: AWS_ACCOUNT, repositoryName, lifecyclePolicyText: lifecycle };
      },
      DeleteLifecyclePolicy(input) {
        delete repositoryOf(input).lifecycle;
        return { registryId: AWS_ACCOUNT, repositoryName: input.repositoryName };
      },
      ListTagsForResource: input => ({
        tags: Object.entries(tagged(input).tags).map(([Key, Value]) => ({ Key, Value })),
      }),
      TagResource(input) {
        const { tags } = tagged(input);
        for (const { Key, Value } of input.tags as Tag[]) tags[Key] = Value;
        return {};
      },
      ...imageActions(state, store, repositoryOf),
    },
    { version: '1.1' },
  );
}
