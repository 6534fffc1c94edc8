import { AwsCall } from './call';
import { AwsError } from './errors';
import { AwsService, JsonInput, parseJson } from './protocol';

/** One action of a service that goes by method and path. */
export interface RestAction {
  name: string;
  method: string;
  /** Its groups are what the path names. */
  path: RegExp;
  /** Default 200. */
  status?: number;
  run(input: JsonInput, call: AwsCall, ...named: string[]): object | undefined;
}

/** JSON in, JSON out, the action in method and path: Lambda. */
export function restJsonService(actions: RestAction[]): AwsService {
  const type = 'application/json';
  const find = ({ method, path }: AwsCall) => {
    for (const action of actions) {
      const match = action.method === method ? action.path.exec(path) : null;
      if (match) return { action, named: match.slice(1) };
    }
    return undefined;
  };
  return {
    actionOf: call => find(call)?.action.name ?? `${call.method} ${call.path}`,
    answer(call) {
      const found = find(call);
      if (!found) {
        const message = `The sandbox does not know ${call.method} ${call.path}`;
        throw new AwsError(501, 'NotImplemented', message);
      }
      const input = parseJson(call.body.toString('utf8'));
      const output = found.action.run(input, call, ...found.named);
      const { status = 200 } = found.action;
      return output ? { status, type, body: JSON.stringify(output) } : { status };
    },
    refuse: ({ status, code, message }) => ({
      status,
      type,
      headers: { 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', message }),
    }),
  };
}
