import { AwsCall, AwsAnswer } from './call';
import { AwsError } from './errors';
import { xml } from './xml';

/** What a service does for one action. Answers what the client reads; undefined for nothing. */
export type Action<Input> = (input: Input, call: AwsCall) => object | undefined;
export type Actions<Input> = Record<string, Action<Input>>;

export type JsonInput = Record<string, unknown>;
/** Flat names, such as `Attributes.entry.1.key`. */
export type QueryInput = URLSearchParams;

/** A service as the dispatcher sees it. */
export interface AwsService {
  /** Name of what is asked for, such as `CreateQueue`. */
  actionOf(call: AwsCall): string;
  /** @throws AwsError */
  answer(call: AwsCall): AwsAnswer;
  refuse(error: AwsError): AwsAnswer;
}

const own = <T>(actions: Record<string, T>, name: string): T => {
  if (!Object.hasOwn(actions, name)) {
    throw new AwsError(501, 'NotImplemented', `The sandbox does not know the action ${name}`);
  }
  return actions[name];
};

/** Errors that JSON knows by another name than the header, which has it from older protocols. */
const JSON_NAMES: Record<string, string> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist',
};

/** @throws AwsError `SerializationException` when it is no object of JSON */
export function parseJson(text: string): JsonInput {
  let json: unknown;
  try {
    json = JSON.parse(text || '{}');
  } catch {
    throw new AwsError(400, 'SerializationException', 'The body is no JSON');
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonInput;
  throw new AwsError(400, 'SerializationException', 'The body is no object');
}

/** JSON in, JSON out, the action in a header: SQS, ECR, CloudWatch Logs. */
export function jsonService(actions: Actions<JsonInput>, { version = '1.0' } = {}): AwsService {
  const type = `application/x-amz-json-${version}`;
  const actionOf = (call: AwsCall) => (call.header('x-amz-target') ?? '').split('.')[1] ?? '';
  return {
    actionOf,
    answer(call) {
      const input = parseJson(call.body.toString('utf8'));
      const output = own(actions, actionOf(call))(input, call) ?? {};
      return { type, body: JSON.stringify(output) };
    },
    refuse: ({ status, code, message }) => ({
      status,
      type,
      headers: { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` },
      body: JSON.stringify({ __type: `com.amazonaws#${JSON_NAMES[code] ?? code}`, message }),
    }),
  };
}

/**
 * A form in, XML out, the action in the form: SNS, STS and, with its results not wrapped, EC2.
 */
export function queryService(
  namespace: string,
  actions: Actions<QueryInput>,
  { isFlat = false } = {},
): AwsService {
  const type = 'text/xml';
  const formOf = (call: AwsCall) => new URLSearchParams(call.body.toString('utf8'));
  const actionOf = (call: AwsCall) => formOf(call).get('Action') ?? '';
  return {
    actionOf,
    answer(call) {
      const action = actionOf(call);
      const result = own(actions, action)(formOf(call), call);
      if (isFlat) return { type, body: xml(`${action}Response`, result, namespace) };
      const body = {
        ...(result ? { [`${action}Result`]: result } : {}),
        ResponseMetadata: { RequestId: call.requestId },
      };
      return { type, body: xml(`${action}Response`, body, namespace) };
    },
    refuse: ({ status, code, message }) => ({
      status,
      type,
      body: xml('ErrorResponse', {
        Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
      }),
    }),
  };
}

/** The values of a list or map of a form: `Tags.member.1.Key` and so on, by position. */
export function members(input: QueryInput, prefix: string, names: string[]): string[][] {
  const found: string[][] = [];
  for (let index = 1; input.has(`${prefix}.${index}.${names[0]}`); index++) {
    found.push(names.map(name => input.get(`${prefix}.${index}.${name}`) ?? ''));
  }
  return found;
}
