import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';
import { callOutside, dropBody } from '../../lib/outside';
import { addressField, checkAddress } from './address';

/** An incoming webhook of Slack, or of what is compatible with it. Whoever knows the address can post, so it is a secret. */
export const slack: IntegrationTypeDefinition = {
  type: 'slack',
  title: 'Slack',
  description: 'A channel that is told of approvals, failed runs and resources that expire.',
  fields: [addressField({ title: 'Address of the incoming webhook', secret: true })],
  check: checkAddress,
  environment: () => ({}),
  async validate({ url }, signal) {
    // A message without text is refused with 400 by a webhook that exists, and posts nothing.
    const answer = await callOutside(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":""}' },
      signal,
    );
    await dropBody(answer);
    if (answer.ok || answer.status === 400) return;
    if ([403, 404, 410].includes(answer.status)) {
      throw new Error('Slack does not know this webhook any more: make a new one');
    }
    throw new Error(`Slack answered with status ${answer.status}`);
  },
};
