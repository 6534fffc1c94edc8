import { createHash, randomUUID } from 'node:crypto';
import { AwsCall } from './call';
import { AwsError } from './errors';
import { AWS_ACCOUNT } from './identities';
import { JsonInput, jsonService } from './protocol';
import { AwsState, Message, Queue } from './state';

const DEFAULTS = {
  VisibilityTimeout: '30',
  MaximumMessageSize: '262144',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
};
const NAME = /^[A-Za-z0-9_-]{1,75}(\.fifo)?$/;
const seconds = () => Math.floor(Date.now() / 1000).toString();
const text = (input: JsonInput, name: string) => String(input[name] ?? '');
const md5 = (body: string) => createHash('md5').update(body).digest('hex');
const strings = (value: unknown) => (value ?? {}) as Record<string, string>;

/** Puts a message into a queue; answers its id. */
export function enqueue(queue: Queue, body: string, attributes: Record<string, unknown> = {}) {
  const delay = Number(queue.attributes.DelaySeconds) * 1000;
  const id = randomUUID();
  queue.messages.push({ id, body, attributes, visibleAt: Date.now() + delay, receives: 0 });
  return id;
}

/** Queues with their settings, tags and messages. */
export function sqs(state: AwsState) {
  // Clients take a queue's address apart: it has nothing before the account.
  const urlOf = (name: string, { origin }: AwsCall) => `${origin}/${AWS_ACCOUNT}/${name}`;
  const named = (name: string) => {
    const queue = Object.hasOwn(state.queues, name) ? state.queues[name] : undefined;
    if (queue) return queue;
    throw new AwsError(
      400,
      'AWS.SimpleQueueService.NonExistentQueue',
      `The specified queue ${name} does not exist.`,
    );
  };
  const find = (input: JsonInput) => {
    const name = text(input, 'QueueUrl').split('/').pop() ?? '';
    return { name, queue: named(name) };
  };
  return jsonService({
    CreateQueue(input, call) {
      const name = text(input, 'QueueName');
      if (!NAME.test(name)) {
        throw new AwsError(400, 'InvalidParameterValue', `${name} is not the name of a queue`);
      }
      const given = strings(input.Attributes);
      const before = state.queues[name];
      if (
        before &&
        Object.entries(given).some(([key, value]) => before.attributes[key] !== value)
      ) {
        throw new AwsError(
          400,
          'QueueNameExists',
          `A queue ${name} with other attributes exists already.`,
        );
      }
      state.queues[name] ??= {
        attributes: {
          ...DEFAULTS,
          ...given,
          QueueArn: `arn:aws:sqs:${call.region}:${AWS_ACCOUNT}:${name}`,
          CreatedTimestamp: seconds(),
          LastModifiedTimestamp: seconds(),
        },
        tags: strings(input.tags),
        messages: [],
      };
      return { QueueUrl: urlOf(name, call) };
    },
    GetQueueUrl(input, call) {
      const name = text(input, 'QueueName');
      named(name);
      return { QueueUrl: urlOf(name, call) };
    },
    ListQueues: (input, call) => ({
      QueueUrls: Object.keys(state.queues)
        .filter(name => name.startsWith(text(input, 'QueueNamePrefix')))
        .map(name => urlOf(name, call)),
    }),
    GetQueueAttributes(input) {
      const { queue } = find(input);
      const wanted = new Set((input.AttributeNames ?? []) as string[]);
      const all = { ...queue.attributes, ...counts(queue) };
      return {
        Attributes: Object.fromEntries(
          Object.entries(all).filter(([name]) => wanted.has('All') || wanted.has(name)),
        ),
      };
    },
    SetQueueAttributes(input) {
      const { queue } = find(input);
      for (const [name, value] of Object.entries(strings(input.Attributes))) {
        if (value === '') delete queue.attributes[name];
        else queue.attributes[name] = value;
      }
      queue.attributes.LastModifiedTimestamp = seconds();
      return undefined;
    },
    DeleteQueue(input) {
      delete state.queues[find(input).name];
      return undefined;
    },
    PurgeQueue(input) {
      find(input).queue.messages = [];
      return undefined;
    },
    TagQueue(input) {
      Object.assign(find(input).queue.tags, strings(input.Tags));
      return undefined;
    },
    UntagQueue(input) {
      const { tags } = find(input).queue;
      for (const key of (input.TagKeys ?? []) as string[]) delete tags[key];
      return undefined;
    },
    ListQueueTags: input => ({ Tags: find(input).queue.tags }),
    SendMessage(input) {
      const { queue } = find(input);
      const body = text(input, 'MessageBody');
      const id = enqueue(queue, body, (input.MessageAttributes ?? {}) as JsonInput);
      return { MessageId: id, MD5OfMessageBody: md5(body) };
    },
    ReceiveMessage(input) {
      const { queue } = find(input);
      const most = Number(input.MaxNumberOfMessages ?? 1);
      const hidden = Number(input.VisibilityTimeout ?? queue.attributes.VisibilityTimeout) * 1000;
      const ready = due(state, queue).slice(0, most);
      for (const message of ready) {
        message.receives += 1;
        message.visibleAt = Date.now() + hidden;
        message.receipt = randomUUID();
      }
      return { Messages: ready.map(asReceived) };
    },
    DeleteMessage(input) {
      const { queue } = find(input);
      queue.messages = queue.messages.filter(each => each.receipt !== input.ReceiptHandle);
      return undefined;
    },
  });
}

function asReceived({ id, body, receipt, attributes, receives }: Message) {
  return {
    MessageId: id,
    ReceiptHandle: receipt,
    Body: body,
    MD5OfBody: md5(body),
    Attributes: { ApproximateReceiveCount: String(receives) },
    MessageAttributes: attributes,
  };
}

function counts({ messages }: Queue) {
  const visible = messages.filter(({ visibleAt }) => visibleAt <= Date.now()).length;
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(messages.length - visible),
    ApproximateNumberOfMessagesDelayed: '0',
  };
}

/** What can be received now; what was received too often goes to the dead letters first. */
function due(state: AwsState, queue: Queue): Message[] {
  const policy = JSON.parse(queue.attributes.RedrivePolicy ?? '{}') as {
    deadLetterTargetArn?: string;
    maxReceiveCount?: number | string;
  };
  const ready = queue.messages.filter(({ visibleAt }) => visibleAt <= Date.now());
  const dead = state.queues[policy.deadLetterTargetArn?.split(':').pop() ?? ''];
  if (!dead) return ready;
  const spent = ready.filter(({ receives }) => receives >= Number(policy.maxReceiveCount));
  queue.messages = queue.messages.filter(message => !spent.includes(message));
  dead.messages.push(...spent.map(message => ({ ...message, receives: 0 })));
  return ready.filter(message => !spent.includes(message));
}
