import { mockServices } from '@backstage/backend-test-utils';
import {
  type ChangeSignal,
  EVENT_TOPIC_RESOURCES,
  EVENT_TOPIC_UNITS,
  SIGNAL_CHANNEL,
} from '@bailiwick/backstage-plugin-infra-common';
import { ChangeNotifier } from './ChangeNotifier';

describe('ChangeNotifier', () => {
  const setUp = () => {
    const signals = { publish: jest.fn(async () => undefined) };
    const events = mockServices.events.mock();
    const logger = mockServices.logger.mock();
    const changes = new ChangeNotifier({ signals, events, logger });
    const sent = (): ChangeSignal[] =>
      signals.publish.mock.calls.map(
        call => (call as unknown as [{ message: ChangeSignal }])[0].message,
      );
    return { signals, events, logger, changes, sent };
  };

  const unit = (id: string) =>
    ({ id, change: 'upserted', entityRef: `group:default/${id}` }) as const;

  it('says each thing once, however often it changed meanwhile', async () => {
    const { signals, events, changes } = setUp();
    changes.unit(unit('a'));
    changes.unit({ ...unit('a'), change: 'removed' });
    changes.resource({ id: 'r', change: 'upserted', entityRef: 'resource:default/r' });
    await changes.flush();
    expect(signals.publish.mock.calls).toEqual([
      [
        {
          recipients: { type: 'broadcast' },
          channel: SIGNAL_CHANNEL,
          message: { subject: 'unit', id: 'a' },
        },
      ],
      [expect.objectContaining({ message: { subject: 'resource', id: 'r' } })],
    ]);
    expect(events.publish.mock.calls).toEqual([
      [{ topic: EVENT_TOPIC_UNITS, eventPayload: { ...unit('a'), change: 'removed' } }],
      [{ topic: EVENT_TOPIC_RESOURCES, eventPayload: expect.objectContaining({ id: 'r' }) }],
    ]);
  });

  it('goes out by itself', async () => {
    const { sent, changes } = setUp();
    changes.signal({ subject: 'inventory' });
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(sent()).toEqual([{ subject: 'inventory' }]);
  });

  it('makes one signal of many of one kind, and leaves the others', async () => {
    const { sent, changes, events } = setUp();
    for (let n = 0; n < 100; n++) changes.unit(unit(`u${n}`));
    changes.signal({ subject: 'quota', id: 'q' });
    await changes.flush();
    expect(sent()).toEqual([{ subject: 'unit' }, { subject: 'quota', id: 'q' }]);
    expect(events.publish).toHaveBeenCalledTimes(100);
  });

  it('survives that nobody can be told, and says so in the log', async () => {
    const { signals, logger, changes, sent } = setUp();
    signals.publish.mockRejectedValueOnce(new Error('no events backend'));
    changes.signal({ subject: 'argocd' });
    await changes.flush();
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('no events backend'));
    changes.signal({ subject: 'argocd' });
    await changes.flush();
    expect(sent()).toHaveLength(2);
  });
});
