import { randomUUID } from 'node:crypto';
import { AwsError } from './errors';
import { AWS_ACCOUNT } from './identities';
import { members, QueryInput, queryService } from './protocol';
import { enqueue } from './sqs';
import { AwsState } from './state';

const NAME = /^[A-Za-z0-9_-]{1,256}(\.fifo)?$/;
const entries = (attributes: Record<string, string>) => ({
  Attributes: {
    entry: Object.entries(attributes).map(([key, value]) => ({ key, value })),
  },
});

/** What a topic is told by everybody of the account and by nobody else. */
const ownPolicy = (arn: string) =>
  JSON.stringify({
    Version: '2008-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:Publish', 'SNS:Subscribe'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': AWS_ACCOUNT } },
      },
    ],
  });

/** Topics, subscriptions, and what is published to queues. */
export function sns(state: AwsState) {
  const topicOf = (input: QueryInput, name = 'TopicArn') => {
    const arn = input.get(name) ?? '';
    if (!Object.hasOwn(state.topics, arn)) {
      throw new AwsError(404, 'NotFound', `Topic does not exist: ${arn}`);
    }
    return { arn, topic: state.topics[arn] };
  };
  const subscriptionOf = (input: QueryInput) => {
    const arn = input.get('SubscriptionArn') ?? '';
    if (!Object.hasOwn(state.subscriptions, arn)) {
      throw new AwsError(404, 'NotFound', 'Subscription does not exist');
    }
    return { arn, subscription: state.subscriptions[arn] };
  };
  const subscriptionsOf = (topic: string) =>
    Object.entries(state.subscriptions).filter(([, each]) => each.topic === topic);

  return queryService('http://sns.amazonaws.com/doc/2010-03-31/', {
    CreateTopic(input, { region }) {
      const name = input.get('Name') ?? '';
      if (!NAME.test(name)) throw new AwsError(400, 'InvalidParameter', 'Invalid parameter: Name');
      const arn = `arn:aws:sns:${region}:${AWS_ACCOUNT}:${name}`;
      state.topics[arn] ??= {
        attributes: {
          TopicArn: arn,
          Owner: AWS_ACCOUNT,
          DisplayName: '',
          Policy: ownPolicy(arn),
          ...Object.fromEntries(members(input, 'Attributes.entry', ['key', 'value'])),
        },
        tags: Object.fromEntries(members(input, 'Tags.member', ['Key', 'Value'])),
      };
      return { TopicArn: arn };
    },
    GetTopicAttributes: input => entries(topicOf(input).topic.attributes),
    SetTopicAttributes(input) {
      const { attributes } = topicOf(input).topic;
      attributes[input.get('AttributeName') ?? ''] = input.get('AttributeValue') ?? '';
      return undefined;
    },
    ListTopics: () => ({
      Topics: { member: Object.keys(state.topics).map(arn => ({ TopicArn: arn })) },
    }),
    DeleteTopic(input) {
      const arn = input.get('TopicArn') ?? '';
      delete state.topics[arn];
      for (const [subscription] of subscriptionsOf(arn)) delete state.subscriptions[subscription];
      return undefined;
    },
    ListTagsForResource: input => ({
      Tags: {
        member: Object.entries(topicOf(input, 'ResourceArn').topic.tags).map(([Key, Value]) => ({
          Key,
          Value,
        })),
      },
    }),
    TagResource(input) {
      const { tags } = topicOf(input, 'ResourceArn').topic;
      Object.assign(tags, Object.fromEntries(members(input, 'Tags.member', ['Key', 'Value'])));
      return {};
    },
    UntagResource(input) {
      const { tags } = topicOf(input, 'ResourceArn').topic;
      for (let index = 1; input.has(`TagKeys.member.${index}`); index++) {
        delete tags[input.get(`TagKeys.member.${index}`) ?? ''];
      }
      return {};
    },
    Subscribe(input) {
      const { arn: topic } = topicOf(input);
      const arn = `${topic}:${randomUUID()}`;
      const protocol = input.get('Protocol') ?? '';
      const endpoint = input.get('Endpoint') ?? '';
      state.subscriptions[arn] = {
        topic,
        protocol,
        endpoint,
        attributes: {
          SubscriptionArn: arn,
          TopicArn: topic,
          Protocol: protocol,
          Endpoint: endpoint,
          Owner: AWS_ACCOUNT,
          // A person has to click; a queue of the same account has not.
          PendingConfirmation: String(protocol === 'email'),
          ConfirmationWasAuthenticated: 'true',
          ...Object.fromEntries(members(input, 'Attributes.entry', ['key', 'value'])),
        },
      };
      return { SubscriptionArn: arn };
    },
    GetSubscriptionAttributes: input => entries(subscriptionOf(input).subscription.attributes),
    SetSubscriptionAttributes(input) {
      const { attributes } = subscriptionOf(input).subscription;
      attributes[input.get('AttributeName') ?? ''] = input.get('AttributeValue') ?? '';
      return undefined;
    },
    ListSubscriptionsByTopic: input => ({
      Subscriptions: {
        member: subscriptionsOf(topicOf(input).arn).map(([, { attributes }]) => attributes),
      },
    }),
    Unsubscribe(input) {
      delete state.subscriptions[subscriptionOf(input).arn];
      return undefined;
    },
    Publish(input) {
      const { arn } = topicOf(input);
      const MessageId = randomUUID();
      const Message = input.get('Message') ?? '';
      for (const [, { protocol, endpoint, attributes }] of subscriptionsOf(arn)) {
        const queue = state.queues[endpoint.split(':').pop() ?? ''];
        if (protocol !== 'sqs' || !queue) continue;
        const raw = attributes.RawMessageDelivery === 'true';
        const wrapped = JSON.stringify({ Type: 'Notification', MessageId, TopicArn: arn, Message });
        enqueue(queue, raw ? Message : wrapped);
      }
      return { MessageId };
    },
  });
}
