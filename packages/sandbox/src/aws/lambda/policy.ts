import { AwsError } from '../errors';
import { RestAction } from '../restJson';
import { LambdaFunction } from '../state';
import { arnOf } from './described';

const STATEMENT_ID = /^[\w-]{1,100}$/;
const PATH = /^\/2015-03-31\/functions\/([^/]+)\/policy$/;

/** What everybody has to be allowed: by the address, and since October 2025 to invoke as well. */
const FOR_PUBLIC: Record<string, object> = {
  'lambda:InvokeFunctionUrl': { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
  'lambda:InvokeFunction': { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
};

/** Whether everybody may call the function's address. */
export function isPublic({ url, policy }: LambdaFunction): boolean {
  const allows = (action: string, condition: object) =>
    Object.values(policy).some(
      ({ Principal, Action, Condition }) =>
        Principal === '*' &&
        Action === action &&
        (Condition === undefined || JSON.stringify(Condition) === JSON.stringify(condition)),
    );
  return (
    url?.authType === 'NONE' &&
    Object.entries(FOR_PUBLIC).every(([action, condition]) => allows(action, condition))
  );
}

function principal(given: string): unknown {
  if (given === '*') return '*';
  if (/\.amazonaws\.com$/.test(given)) return { Service: given };
  return { AWS: /^\d{12}$/.test(given) ? `arn:aws:iam::${given}:root` : given };
}

/** Who else may call a function. */
export function policyActions(
  find: (named: string) => { name: string; each: LambdaFunction },
): RestAction[] {
  const missing = () =>
    new AwsError(
      404,
      'ResourceNotFoundException',
      'No policy is associated with the given resource.',
    );

  return [
    {
      ...{ name: 'AddPermission', method: 'POST', path: PATH, status: 201 },
      run(input, call, named) {
        const { name, each } = find(named);
        const id = String(input.StatementId ?? '');
        if (!STATEMENT_ID.test(id)) {
          throw new AwsError(400, 'ValidationException', `"${id}" is no StatementId`);
        }
        if (!/^lambda:[A-Za-z*]+$/.test(String(input.Action))) {
          const message = `"${input.Action}" is no Action of lambda`;
          throw new AwsError(400, 'ValidationException', message);
        }
        if (Object.hasOwn(each.policy, id)) {
          const message = `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
          throw new AwsError(409, 'ResourceConflictException', message);
        }
        const { FunctionUrlAuthType, InvokedViaFunctionUrl, SourceArn, SourceAccount } = input;
        const equals = {
          ...(FunctionUrlAuthType ? { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType } : {}),
          ...(SourceAccount ? { 'AWS:SourceAccount': SourceAccount } : {}),
        };
        const Condition = {
          ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
          ...(InvokedViaFunctionUrl ? { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } : {}),
          ...(SourceArn ? { ArnLike: { 'AWS:SourceArn': SourceArn } } : {}),
        };
        each.policy[id] = {
          Sid: id,
          Effect: 'Allow',
          Principal: principal(String(input.Principal)),
          Action: input.Action,
          Resource: arnOf(name, call),
          ...(Object.keys(Condition).length > 0 ? { Condition } : {}),
        };
        return { Statement: JSON.stringify(each.policy[id]) };
      },
    },
    {
      ...{ name: 'GetPolicy', method: 'GET', path: PATH },
      run(_input, _call, named) {
        const { each } = find(named);
        const Statement = Object.values(each.policy);
        if (Statement.length === 0) throw missing();
        const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement });
        return { Policy, RevisionId: each.revision };
      },
    },
    {
      ...{ name: 'RemovePermission', method: 'DELETE', status: 204 },
      path: /^\/2015-03-31\/functions\/([^/]+)\/policy\/([^/]+)$/,
      run(_input, _call, named, id) {
        const { each } = find(named);
        if (!Object.hasOwn(each.policy, id)) throw missing();
        delete each.policy[id];
        return undefined;
      },
    },
  ];
}
