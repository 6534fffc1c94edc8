import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { NewsChannels } from '../integrations';
import { callOutside, dropBody, SIGNATURE_HEADER, signatureOf } from '../lib/outside';
import type { Channel, Delivery, Message } from './types';

/** How long an outside system may take to accept a message. */
const PATIENCE_MS = 10_000;

/** Sends one delivery; rejects with a sentence that has no secret where it could not. */
export type Sender = (delivery: Delivery) => Promise<void>;

/** The integration or the account is gone, so that no further attempt can succeed. */
export class Undeliverable extends Error {}

async function post(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const answer = await callOutside(
    url,
    { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body },
    AbortSignal.timeout(PATIENCE_MS),
  );
  await dropBody(answer);
  if (answer.status === 410) throw new Undeliverable('It answered that it is gone for good');
  if (!answer.ok) throw new Error(`It answered with status ${answer.status}`);
}

/** What Slack understands as text and not as its own markup. */
const plain = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function slackText({ title, description, resource, path }: Message, baseUrl: string): string {
  const lines = [`<${baseUrl}${path}|${plain(title)}> (${plain(resource.unit)})`, description];
  return lines.flatMap(line => line ?? []).join('\n');
}

/** @param baseUrl - of the portal, without a slash at the end */
export function createSenders(
  notifications: NotificationService,
  channels: NewsChannels,
  baseUrl: string,
): Record<Channel, Sender> {
  const valuesOf = async ({ id, integrationId }: Delivery) => {
    const values = integrationId ? await channels.open(integrationId, id) : undefined;
    if (!values) throw new Undeliverable('The integration is gone');
    return values;
  };
  return {
    async backstage({ message, recipients = [] }) {
      const { title, description, path, severity, kind, scope } = message;
      await notifications.send({
        recipients: { type: 'entity', entityRef: recipients },
        payload: { title, description, link: path, severity, topic: kind, scope },
      });
    },
    async webhook(delivery) {
      const { url, secret } = await valuesOf(delivery);
      const { path, scope: _scope, ...message } = delivery.message;
      const body = JSON.stringify({ id: delivery.id, ...message, link: `${baseUrl}${path}` });
      const signature = signatureOf(secret, Math.floor(Date.now() / 1000), body);
      await post(url, body, { [SIGNATURE_HEADER]: signature, 'x-bailiwick-delivery': delivery.id });
    },
    async slack(delivery) {
      const { url } = await valuesOf(delivery);
      await post(url, JSON.stringify({ text: slackText(delivery.message, baseUrl) }));
    },
  };
}
