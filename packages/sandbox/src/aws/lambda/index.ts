import { randomUUID } from 'node:crypto';
import { AwsError } from '../errors';
import { RestAction, restJsonService } from '../restJson';
import { AwsState, LambdaFunction } from '../state';
import { codeOf, described, isPending, isSettling } from './described';
import { imageDigest } from './image';
import { policyActions } from './policy';
import { changedSettings, newFunction } from './settings';
import { urlActions } from './urls';

export { functionUrls } from './functionUrls';
export { LAMBDA_URLS } from './urls';

const at = (version: string, rest = '') => new RegExp(`^/${version}/functions/([^/]+)${rest}$`);
const hostOf = ({ origin }: { origin: string }) => new URL(origin).host;

/** Functions of images, with everything but that they run. */
export function lambda(state: AwsState) {
  const nameOf = (named: string) => named.split(':function:').pop()!.split(':')[0];
  const find = (named: string) => {
    const name = nameOf(named);
    if (Object.hasOwn(state.functions, name)) return { name, each: state.functions[name] };
    throw new AwsError(404, 'ResourceNotFoundException', `Function not found: ${named}`);
  };
  /** Nothing is changed while the change before is on its way. */
  const changing = (named: string) => {
    const found = find(named);
    if (isSettling(found.each)) {
      const what = isPending(found.each) ? 'Pending' : 'an update in progress';
      const message = `The operation cannot be performed at this time. The function is currently in the following state: ${what}`;
      throw new AwsError(409, 'ResourceConflictException', message);
    }
    return found;
  };
  const change = (each: LambdaFunction, values: Partial<LambdaFunction>) =>
    Object.assign(each, values, { isNew: false, changed: Date.now(), revision: randomUUID() });

  const functions: RestAction[] = [
    {
      ...{ name: 'CreateFunction', method: 'POST', path: /^\/2015-03-31\/functions$/, status: 201 },
      run(input, call) {
        const { name, ...given } = newFunction(state, input);
        if (Object.hasOwn(state.functions, name)) {
          throw new AwsError(409, 'ResourceConflictException', `Function already exist: ${name}`);
        }
        state.functions[name] = {
          ...given,
          digest: imageDigest(state, given.imageUri, hostOf(call)),
          ...{ revision: randomUUID(), changed: Date.now(), isNew: true, policy: {} },
        };
        return described(name, state.functions[name], call);
      },
    },
    {
      ...{ name: 'ListFunctions', method: 'GET', path: /^\/2015-03-31\/functions$/ },
      run: (_input, call) => ({
        Functions: Object.entries(state.functions).map(([name, each]) =>
          described(name, each, call),
        ),
      }),
    },
    {
      ...{ name: 'GetFunction', method: 'GET', path: at('2015-03-31') },
      run(_input, call, named) {
        const { name, each } = find(named);
        const { concurrency } = each;
        return {
          Configuration: described(name, each, call),
          Code: codeOf(each),
          Tags: each.tags,
          ...(concurrency === undefined
            ? {}
            : { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
        };
      },
    },
    {
      ...{ name: 'GetFunctionConfiguration', method: 'GET' },
      path: at('2015-03-31', '/configuration'),
      run(_input, call, named) {
        const { name, each } = find(named);
        return described(name, each, call);
      },
    },
    {
      ...{ name: 'ListVersionsByFunction', method: 'GET', path: at('2015-03-31', '/versions') },
      run(_input, call, named) {
        const { name, each } = find(named);
        return { Versions: [described(name, each, call)] };
      },
    },
    {
      ...{ name: 'UpdateFunctionCode', method: 'PUT', path: at('2015-03-31', '/code') },
      run(input, call, named) {
        const { name, each } = changing(named);
        if (typeof input.ImageUri !== 'string') {
          const message =
            'Please provide ImageUri when updating a function with packageType Image.';
          throw new AwsError(400, 'InvalidParameterValueException', message);
        }
        const digest = imageDigest(state, input.ImageUri, hostOf(call));
        const { Architectures = each.settings.Architectures } = input;
        change(each, {
          ...{ imageUri: input.ImageUri, digest },
          settings: { ...each.settings, Architectures },
        });
        return described(name, each, call);
      },
    },
    {
      ...{ name: 'UpdateFunctionConfiguration', method: 'PUT' },
      path: at('2015-03-31', '/configuration'),
      run(input, call, named) {
        const { name, each } = changing(named);
        change(each, { settings: { ...each.settings, ...changedSettings(state, input) } });
        return described(name, each, call);
      },
    },
    {
      ...{ name: 'DeleteFunction', method: 'DELETE', path: at('2015-03-31'), status: 204 },
      run(_input, _call, named) {
        delete state.functions[find(named).name];
        return undefined;
      },
    },
    {
      ...{ name: 'GetFunctionCodeSigningConfig', method: 'GET' },
      path: at('2020-06-30', '/code-signing-config'),
      run: (_input, _call, named) => ({ FunctionName: find(named).name }),
    },
    {
      ...{ name: 'PutFunctionConcurrency', method: 'PUT', path: at('2017-10-31', '/concurrency') },
      run({ ReservedConcurrentExecutions: most }, _call, named) {
        if (!Number.isInteger(most) || Number(most) < 0) {
          const message = `ReservedConcurrentExecutions is ${most}, not a whole number from 0`;
          throw new AwsError(400, 'InvalidParameterValueException', message);
        }
        find(named).each.concurrency = Number(most);
        return { ReservedConcurrentExecutions: most };
      },
    },
    {
      ...{ name: 'GetFunctionConcurrency', method: 'GET' },
      path: at('2019-09-30', '/concurrency'),
      run(_input, _call, named) {
        const { concurrency } = find(named).each;
        return concurrency === undefined ? {} : { ReservedConcurrentExecutions: concurrency };
      },
    },
    {
      ...{ name: 'DeleteFunctionConcurrency', method: 'DELETE', status: 204 },
      path: at('2017-10-31', '/concurrency'),
      run(_input, _call, named) {
        delete find(named).each.concurrency;
        return undefined;
      },
    },
  ];

  const tags: RestAction[] = [
    {
      ...{ name: 'ListTags', method: 'GET', path: /^\/2017-03-31\/tags\/(.+)$/ },
      run: (_input, _call, arn) => ({ Tags: find(arn).each.tags }),
    },
    {
      ...{ name: 'TagResource', method: 'POST', path: /^\/2017-03-31\/tags\/(.+)$/, status: 204 },
      run(input, _call, arn) {
        Object.assign(find(arn).each.tags, input.Tags);
        return undefined;
      },
    },
    {
      ...{ name: 'UntagResource', method: 'DELETE', path: /^\/2017-03-31\/tags\/(.+)$/ },
      status: 204,
      run(_input, { query }, arn) {
        const { tags: kept } = find(arn).each;
        for (const key of query.getAll('tagKeys')) delete kept[key];
        return undefined;
      },
    },
  ];

  return restJsonService([...functions, ...policyActions(find), ...urlActions(find), ...tags]);
}
