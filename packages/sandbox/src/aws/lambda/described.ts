import { AwsCall } from '../call';
import { AWS_ACCOUNT } from '../identities';
import { LambdaFunction } from '../state';

/** How long a function is on its way after each change. */
const SETTLING_MS = 1000;

export const isSettling = ({ changed }: LambdaFunction) => Date.now() < changed + SETTLING_MS;

export const isPending = (each: LambdaFunction) => each.isNew && isSettling(each);

export const arnOf = (name: string, { region }: AwsCall) =>
  `arn:aws:lambda:${region}:${AWS_ACCOUNT}:function:${name}`;

function states(each: LambdaFunction) {
  if (isPending(each)) {
    return {
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    };
  }
  if (isSettling(each)) {
    return {
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    };
  }
  return { State: 'Active', LastUpdateStatus: 'Successful' };
}

/** A function's configuration as the API shows it. */
export function described(name: string, each: LambdaFunction, call: AwsCall) {
  const { KMSKeyArn, VpcConfig, ...settings } = each.settings;
  return {
    ...settings,
    ...(KMSKeyArn ? { KMSKeyArn } : {}),
    FunctionName: name,
    FunctionArn: arnOf(name, call),
    PackageType: 'Image',
    CodeSize: 0,
    CodeSha256: each.digest.split(':')[1],
    LastModified: new Date(each.changed).toISOString().replace('Z', '+0000'),
    RevisionId: each.revision,
    Version: '$LATEST',
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    ...states(each),
  };
}

/** Where a function's code is. */
export function codeOf({ imageUri, digest }: LambdaFunction) {
  const ResolvedImageUri = `${imageUri.replace(/(:[\w.-]+|@[^@]+)$/, '')}@${digest}`;
  return { RepositoryType: 'ECR', ImageUri: imageUri, ResolvedImageUri };
}
