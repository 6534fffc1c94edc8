import { AwsCall } from './call';
import { AwsError } from './errors';
import { AWS_ACCOUNT } from './identities';
import { JsonInput, jsonService } from './protocol';
import { AwsState } from './state';

/** Groups of logs and how long they are kept; no lines. */
export function logs(state: AwsState) {
  const arnOf = (name: string, { region }: AwsCall) =>
    `arn:aws:logs:${region}:${AWS_ACCOUNT}:log-group:${name}`;
  const find = (name: string) => {
    if (Object.hasOwn(state.logGroups, name)) return state.logGroups[name];
    throw new AwsError(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
  };
  const groupOf = (input: JsonInput) => find(String(input.logGroupName));
  const tagged = (input: JsonInput) =>
    find(String(input.resourceArn).split(':log-group:').pop() ?? '');

  return jsonService(
    {
      CreateLogGroup(input) {
        const name = String(input.logGroupName);
        if (Object.hasOwn(state.logGroups, name)) {
          throw new AwsError(400, 'ResourceAlreadyExistsException', `${name} exists already`);
        }
        state.logGroups[name] = {
          created: Date.now(),
          tags: (input.tags ?? {}) as Record<string, string>,
        };
        return undefined;
      },
      DescribeLogGroups: (input, call) => ({
        logGroups: Object.entries(state.logGroups)
          .filter(([name]) => name.startsWith(String(input.logGroupNamePrefix ?? '')))
          .map(([name, { created, retentionDays }]) => ({
            logGroupName: name,
            arn: `${arnOf(name, call)}:*`,
            logGroupArn: arnOf(name, call),
            creationTime: created,
            logGroupClass: 'STANDARD',
            storedBytes: 0,
            ...(retentionDays && { retentionInDays: retentionDays }),
          })),
      }),
      DeleteLogGroup(input) {
        groupOf(input);
        delete state.logGroups[String(input.logGroupName)];
        return undefined;
      },
      PutRetentionPolicy(input) {
        groupOf(input).retentionDays = Number(input.retentionInDays);
        return undefined;
      },
      DeleteRetentionPolicy(input) {
        delete groupOf(input).retentionDays;
        return undefined;
      },
      ListTagsForResource: input => ({ tags: tagged(input).tags }),
      TagResource(input) {
        Object.assign(tagged(input).tags, input.tags);
        return undefined;
      },
    },
    { version: '1.1' },
  );
}
