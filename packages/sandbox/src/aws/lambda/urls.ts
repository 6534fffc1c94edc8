import { randomBytes } from 'node:crypto';
import { AwsCall } from '../call';
import { AwsError } from '../errors';
import { JsonInput } from '../protocol';
import { RestAction } from '../restJson';
import { FunctionUrl, LambdaFunction } from '../state';
import { arnOf } from './described';

/** Where the addresses of functions begin, on the sandbox's host. */
export const LAMBDA_URLS = '/aws/lambda-url';

const PATH = /^\/2021-10-31\/functions\/([^/]+)\/url$/;
const AUTH_TYPES = ['AWS_IAM', 'NONE'] as const;

const newId = () =>
  BigInt(`0x${randomBytes(20).toString('hex')}`)
    .toString(36)
    .padStart(32, '0');

/** Addresses of functions. */
export function urlActions(
  find: (named: string) => { name: string; each: LambdaFunction },
): RestAction[] {
  const described = (name: string, url: FunctionUrl, call: AwsCall) => ({
    FunctionUrl: `${call.origin}${LAMBDA_URLS}/${url.id}/`,
    FunctionArn: arnOf(name, call),
    AuthType: url.authType,
    InvokeMode: url.invokeMode,
    CreationTime: url.created,
    LastModifiedTime: url.changed,
    ...(url.cors ? { Cors: url.cors } : {}),
  });
  const urlOf = (named: string) => {
    const { name, each } = find(named);
    if (each.url) return { name, each, url: each.url };
    const message = 'The resource you requested does not exist.';
    throw new AwsError(404, 'ResourceNotFoundException', message);
  };
  const given = ({ AuthType, InvokeMode = 'BUFFERED', Cors }: JsonInput) => {
    const authType = AUTH_TYPES.find(each => each === AuthType);
    if (authType) return { authType, invokeMode: String(InvokeMode), cors: Cors };
    const message = `Value '${AuthType}' at 'authType' failed to satisfy constraint: Member must satisfy enum value set: [NONE, AWS_IAM]`;
    throw new AwsError(400, 'ValidationException', message);
  };

  return [
    {
      ...{ name: 'CreateFunctionUrlConfig', method: 'POST', path: PATH, status: 201 },
      run(input, call, named) {
        const { name, each } = find(named);
        if (each.url) {
          const message = `FunctionUrlConfig exists for this Lambda function`;
          throw new AwsError(409, 'ResourceConflictException', message);
        }
        const now = new Date().toISOString();
        each.url = { id: newId(), ...given(input), created: now, changed: now };
        return described(name, each.url, call);
      },
    },
    {
      ...{ name: 'GetFunctionUrlConfig', method: 'GET', path: PATH },
      run(_input, call, named) {
        const { name, url } = urlOf(named);
        return described(name, url, call);
      },
    },
    {
      ...{ name: 'UpdateFunctionUrlConfig', method: 'PUT', path: PATH },
      run(input, call, named) {
        const { name, each, url } = urlOf(named);
        const { authType, invokeMode, cors } = url;
        const before = { AuthType: authType, InvokeMode: invokeMode, Cors: cors };
        const changed = new Date().toISOString();
        each.url = { ...url, ...given({ ...before, ...input }), changed };
        return described(name, each.url, call);
      },
    },
    {
      ...{ name: 'DeleteFunctionUrlConfig', method: 'DELETE', path: PATH, status: 204 },
      run(_input, _call, named) {
        delete urlOf(named).each.url;
        return undefined;
      },
    },
  ];
}
