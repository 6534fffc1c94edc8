import type { IntegrationTypeDefinition } from '@bailiwick/backstage-plugin-infra-node';
import { callOutside, dropBody, SIGNATURE_HEADER, signatureOf } from '../../lib/outside';
import { addressField, checkAddress } from './address';

/** An address that is told what happens, with signed requests. */
export const webhook: IntegrationTypeDefinition = {
  type: 'webhook',
  title: 'Webhook',
  description: 'Is told of approvals, failed runs and resources that expire.',
  fields: [
    addressField({ title: 'Address', description: 'A validation sends it a signed ping.' }),
    {
      name: 'secret',
      title: 'Signing secret',
      description: 'Every request is signed with it (HMAC-SHA256).',
      secret: true,
      required: true,
      pattern: '[^]{16,}',
    },
  ],
  destinations: ['url'],
  check: checkAddress,
  environment: () => ({}),
  async validate({ url, secret }, signal) {
    const body = JSON.stringify({ kind: 'ping' });
    const headers = {
      'content-type': 'application/json',
      [SIGNATURE_HEADER]: signatureOf(secret, Math.floor(Date.now() / 1000), body),
    };
    const answer = await callOutside(url, { method: 'POST', headers, body }, signal);
    await dropBody(answer);
    if (!answer.ok) throw new Error(`The webhook answered the ping with status ${answer.status}`);
  },
};
