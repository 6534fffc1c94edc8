import { z } from 'zod';
import { AwsError } from '../errors';
import { AWS_ACCOUNT } from '../identities';
import { JsonInput } from '../protocol';
import { AwsState } from '../state';

const ROLE = new RegExp(`^arn:aws:iam::${AWS_ACCOUNT}:role/(?:.+/)?([^/]+)$`);

const invalid = (message: string) => new AwsError(400, 'InvalidParameterValueException', message);

/** What can be set at creation and afterwards. */
const configuration = z.object({
  Role: z.string(),
  Description: z.string().max(256),
  MemorySize: z.int().min(128).max(10_240),
  Timeout: z.int().min(1).max(900),
  KMSKeyArn: z.string(),
  Environment: z.object({
    Variables: z.record(z.string().regex(/^[A-Za-z]\w+$/), z.string()).default({}),
  }),
  TracingConfig: z.object({ Mode: z.enum(['Active', 'PassThrough']) }),
  EphemeralStorage: z.object({ Size: z.int().min(512).max(10_240) }),
  LoggingConfig: z.looseObject({
    LogFormat: z.enum(['JSON', 'Text']).optional(),
    LogGroup: z.string().optional(),
  }),
  VpcConfig: z.object({
    SubnetIds: z.array(z.string()).optional(),
    SecurityGroupIds: z.array(z.string()).optional(),
    Ipv6AllowedForDualStack: z.boolean().optional(),
  }),
});
const changed = configuration.partial();
const created = changed.required({ Role: true }).extend({
  FunctionName: z.string().regex(/^[\w-]{1,64}$/),
  PackageType: z.enum(['Image', 'Zip']).default('Zip'),
  Architectures: z
    .array(z.enum(['x86_64', 'arm64']))
    .length(1)
    .default(['x86_64']),
  Code: z.looseObject({ ImageUri: z.string().optional() }),
  Tags: z.record(z.string(), z.string()).default({}),
});

const DEFAULTS = {
  Description: '',
  MemorySize: 128,
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  EphemeralStorage: { Size: 512 },
};

function checked<T>(schema: z.ZodType<T>, input: JsonInput): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new AwsError(
    400,
    'ValidationException',
    `Value at '${path.join('.')}' is wrong: ${message}`,
  );
}

/** @throws AwsError in the words of AWS where it is known to refuse the same */
function mustBePossible(state: AwsState, { Role, VpcConfig }: z.infer<typeof changed>): void {
  const role = Role === undefined ? undefined : (ROLE.exec(Role)?.[1] ?? '');
  if (role !== undefined && !Object.hasOwn(state.roles, role)) {
    throw invalid('The role defined for the function cannot be assumed by Lambda.');
  }
  if ((VpcConfig?.SubnetIds ?? []).length > 0) {
    throw new AwsError(501, 'NotImplemented', 'The sandbox has no subnets for functions');
  }
}

/** What a new function is given, checked. */
export function newFunction(state: AwsState, input: JsonInput) {
  const { FunctionName, PackageType, Architectures, Code, Tags, ...given } = checked(
    created,
    input,
  );
  if (PackageType === 'Zip') {
    throw new AwsError(501, 'NotImplemented', 'Functions of the sandbox are images, not archives');
  }
  mustBePossible(state, given);
  const LoggingConfig = {
    LogFormat: 'Text',
    LogGroup: `/aws/lambda/${FunctionName}`,
    ...given.LoggingConfig,
  };
  return {
    name: FunctionName,
    settings: { ...DEFAULTS, ...given, Architectures, LoggingConfig } as Record<string, unknown>,
    imageUri: Code.ImageUri ?? '',
    tags: Tags,
  };
}

/** What is to be changed of a function, checked. */
export function changedSettings(state: AwsState, input: JsonInput): Record<string, unknown> {
  const given = checked(changed, input);
  mustBePossible(state, given);
  return given;
}
