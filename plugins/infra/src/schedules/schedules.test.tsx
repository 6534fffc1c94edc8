import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { sketchSchedule } from '../__testUtils__';
import { expectAccessible } from '../__testUtils__/accessibility';
import { chooseFrom, press } from '../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../__testUtils__/render';
import { draftOf, localTime, presetOf, wishOf } from './scheduleDraft';
import { SchedulesScreen } from './SchedulesScreen';
import { SchedulesTab } from './SchedulesTab';

const network = fakeNetwork();

const web = () => network.world.resources[0];

describe('the draft of a schedule', () => {
  it('is no wish until it has a name, a resource and a time', () => {
    const draft = { ...draftOf(undefined, 'r'), timezone: 'UTC' };
    expect(wishOf(draft)).toBeUndefined();
    expect(wishOf({ ...draft, name: ' Nightly ' })).toEqual({
      ...{ name: 'Nightly', resourceId: 'r', action: 'plan', cron: '0 2 * * *' },
      ...{ timezone: 'UTC', enabled: true },
    });
    expect(wishOf({ ...draft, name: 'Once', repeats: false })).toBeUndefined();
    expect(wishOf({ ...draft, name: 'Once', repeats: false, at: '2030-01-01T02:00' })).toEqual(
      expect.objectContaining({ at: '2030-01-01T02:00' }),
    );
  });

  it('shows a moment by the clocks of its time zone', () => {
    expect(localTime('2026-07-01T00:30:00Z', 'Europe/Amsterdam')).toBe('2026-07-01T02:30');
    expect(localTime('2026-07-01T00:30:00Z', 'UTC')).toBe('2026-07-01T00:30');
  });

  it('knows its presets again', () => {
    expect(presetOf('0 6 * * 1')).toBe('weekly');
    expect(presetOf('7 7 * * *')).toBe('own');
  });
});

describe('SchedulesScreen', () => {
  it('says in words when each fires, and what became of it last time', async () => {
    network.world.schedules = [
      sketchSchedule(1, web()),
      sketchSchedule(2, web(), {
        ...{ name: 'Weekly', cron: '0 6 * * 1', enabled: false, lastOutcome: 'refused' },
        ...{ lastReason: 'tess may no longer act for Checkout', refusals: 3 },
        lastDueAt: new Date(0).toISOString(),
      }),
    ];
    const { container } = renderScreen(<SchedulesScreen />);
    const nightly = await screen.findByRole('row', { name: /Nightly plan/ });
    expect(nightly).toHaveTextContent('Every day at 02:00, Europe/Amsterdam');
    expect(nightly).toHaveTextContent('Not yet');
    const weekly = screen.getByRole('row', { name: /Weekly/ });
    expect(weekly).toHaveTextContent('On Monday at 06:00');
    expect(weekly).toHaveTextContent('Paused');
    expect(weekly).toHaveTextContent('tess may no longer act for Checkout');
    expect(weekly).toHaveTextContent('Refused 3 times in a row');
    await expectAccessible(container);
  });

  it('shows one’s own on demand', async () => {
    network.world.schedules = [sketchSchedule(1, web(), { owner: 'user:default/tom' })];
    renderScreen(<SchedulesScreen />);
    await userEvent.click(await screen.findByLabelText('Made by me'));
    expect(await screen.findByText('No schedule fits these filters')).toBeInTheDocument();
  });

  it('pauses and deletes, and says why somebody else’s cannot be changed', async () => {
    const reason = 'It is done in the name of user:default/tom, who alone may change it';
    network.world.schedules = [
      sketchSchedule(1, web(), {
        allowedActions: [
          { action: 'change', allowed: false, reason },
          { action: 'disable', allowed: true },
          { action: 'delete', allowed: true },
        ],
      }),
    ];
    renderScreen(<SchedulesScreen />);
    const change = await screen.findByRole('button', { name: 'Change Nightly plan' });
    expect(change).toHaveAccessibleDescription(reason);
    await press('Pause Nightly plan');
    await waitFor(() =>
      expect(network.backend.callsOf('updateSchedule')[0].body).toEqual({ enabled: false }),
    );
    await press('Delete Nightly plan');
    const dialog = await screen.findByRole('dialog', { name: 'Delete Nightly plan?' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('There are no schedules yet')).toBeInTheDocument();
  });

  it('does not pause what somebody else has changed, until that is shown', async () => {
    network.world.schedules = [sketchSchedule(1, web())];
    renderScreen(<SchedulesScreen />);
    await screen.findByRole('row', { name: /Nightly plan/ });
    network.world.schedules = [sketchSchedule(1, web(), { cron: '0 6 * * 1', revision: 2 })];
    await press('Pause Nightly plan');
    expect(await screen.findByRole('alert')).toHaveTextContent('has changed since you read it');
    await press('Load what stands now');
    expect(await screen.findByText(/^On Monday at 06:00/)).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await press('Pause Nightly plan');
    expect(await screen.findByText('Paused')).toBeInTheDocument();
    expect(
      network.backend.callsOf('updateSchedule').map(({ headers }) => headers.get('if-match')),
    ).toEqual(['"1"', '"2"']);
  });

  it('is pressed once, until what came of it is shown', async () => {
    network.world.schedules = [sketchSchedule(1, web())];
    network.backend.stall('updateSchedule');
    renderScreen(<SchedulesScreen />);
    await press('Pause Nightly plan');
    await waitFor(() => expect(network.backend.callsOf('updateSchedule')).toHaveLength(1));
    await press('Pause Nightly plan');
    await press('Change Nightly plan');
    await screen.findByRole('dialog');
    expect(network.backend.callsOf('updateSchedule')).toHaveLength(1);
  });
});

describe('the schedules of a resource', () => {
  const open = async () => {
    renderScreen(<SchedulesTab resource={web()} />);
    await press('Add a schedule');
    const dialog = await screen.findByRole('dialog', { name: 'Add a schedule for web' });
    await userEvent.type(within(dialog).getByLabelText(/^Name/), 'Mondays');
    return dialog;
  };
  const saved = () => network.backend.callsOf('createSchedule')[0]?.body;

  it('adds one that repeats, by an expression of one’s own', async () => {
    const dialog = await open();
    await chooseFrom(within(dialog).getByLabelText(/^When/), 'Another expression');
    const cron = within(dialog).getByLabelText(/^Cron expression/);
    await userEvent.clear(cron);
    await userEvent.type(cron, '30 6 * * 1-5');
    expect(within(dialog).getByText(/^Reads: On Monday, .*Friday at 06:30$/)).toBeInTheDocument();
    await expectAccessible(dialog);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(saved()).toMatchObject({ resourceId: web().id, action: 'plan', cron: '30 6 * * 1-5' }),
    );
    expect(await screen.findByRole('row', { name: /Mondays/ })).toBeInTheDocument();
  });

  it('adds one that fires once', async () => {
    const dialog = await open();
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Once' }));
    expect(within(dialog).getByRole('button', { name: 'Save' })).toBeDisabled();
    fireEvent.change(within(dialog).getByLabelText(/^Date and time/), {
      target: { value: '2030-01-01T02:00' },
    });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()).toMatchObject({ at: '2030-01-01T02:00' }));
  });

  it('shows at its field what the backend refuses', async () => {
    network.backend.fail('createSchedule', 'VALIDATION_ERROR', 'The request is not valid', [
      { pointer: '/cron', message: 'cannot be understood' },
    ]);
    const dialog = await open();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    // Once at the field, and once among the reasons at the end.
    await waitFor(() =>
      expect(within(dialog).getAllByText(/cannot be understood/)).toHaveLength(2),
    );
  });
});
