import { AwsError } from './errors';
import { AWS_ACCOUNT, Identities } from './identities';
import { QueryInput, queryService } from './protocol';

const ROLE = /^arn:aws:iam::\d{12}:role\/.+$/;
const HOUR_MS = 3_600_000;

/** Who one is, and sessions of roles. */
export function sts(identities: Identities) {
  const session = (input: QueryInput) => {
    const roleArn = input.get('RoleArn') ?? '';
    if (!ROLE.test(roleArn)) {
      throw new AwsError(400, 'ValidationError', `${roleArn} is not the ARN of a role`);
    }
    const identity = identities.assume(roleArn, input.get('RoleSessionName') ?? 'session');
    return {
      Credentials: {
        AccessKeyId: identity.accessKeyId,
        SecretAccessKey: identity.secretAccessKey,
        SessionToken: identity.sessionToken,
        Expiration: new Date(Date.now() + HOUR_MS).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: identity.userId, Arn: identity.arn },
    };
  };
  return queryService('https://sts.amazonaws.com/doc/2011-06-15/', {
    GetCallerIdentity: (_input, { identity }) => ({
      Arn: identity.arn,
      UserId: identity.userId,
      Account: AWS_ACCOUNT,
    }),
    AssumeRole: session,
  });
}
