import { InfraApiError } from '@bailiwick/backstage-plugin-infra-common';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expectAccessible } from '../__testUtils__/accessibility';
import { renderScreen, fakeNetwork } from '../__testUtils__/render';
import { ConfirmDialog } from './ConfirmDialog';
import { DataTable } from './DataTable';
import { QueryView } from './QueryView';
import { QuotaBar } from './QuotaBar';
import { ReasonedButton } from './ReasonedButton';
import { TextInput } from './TextInput';
import { UnitSelect } from './UnitSelect';

const network = fakeNetwork();

describe('ReasonedButton', () => {
  it('can be reached while it is disabled, says why, and does nothing', async () => {
    const onClick = jest.fn();
    renderScreen(
      <ReasonedButton reason="Your role does not cover this unit" onClick={onClick}>
        Destroy
      </ReasonedButton>,
    );
    const button = await screen.findByRole('button', { name: 'Destroy' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAccessibleDescription('Your role does not cover this unit');
    await userEvent.tab();
    expect(button).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await userEvent.click(button);
    expect(onClick).not.toHaveBeenCalled();
  });

  it('is a plain button where nothing is in the way', async () => {
    const onClick = jest.fn();
    renderScreen(<ReasonedButton onClick={onClick}>Destroy</ReasonedButton>);
    await userEvent.click(await screen.findByRole('button', { name: 'Destroy' }));
    expect(onClick).toHaveBeenCalledTimes(1);
  });
});

describe('TextInput', () => {
  it('does not grey out what is said below a disabled field', async () => {
    renderScreen(<TextInput label="Name" disabled helperText="A name stays as it is" />);
    expect(await screen.findByRole('textbox', { name: 'Name' })).toBeDisabled();
    expect(screen.getByText('A name stays as it is')).not.toHaveClass('Mui-disabled');
  });
});

describe('ConfirmDialog', () => {
  it('waits for the word, and can be sent by Enter', async () => {
    const onConfirm = jest.fn();
    renderScreen(
      <ConfirmDialog
        title="Sure?"
        confirm="Destroy"
        typeToConfirm="web"
        onConfirm={onConfirm}
        onClose={jest.fn()}
      />,
    );
    const field = await screen.findByLabelText('Type web to confirm');
    await waitFor(() => expect(field).toHaveFocus());
    await userEvent.type(field, 'we{Enter}');
    expect(onConfirm).not.toHaveBeenCalled();
    await userEvent.type(field, 'b{Enter}');
    expect(onConfirm).toHaveBeenCalledTimes(1);
    await expectAccessible(screen.getByRole('dialog'));
  });

  it('stays open with the reason of a refusal, each problem with its place', async () => {
    const error = new InfraApiError(
      400,
      'VALIDATION_ERROR',
      'The request is not valid',
      [{ pointer: '/name', message: 'must not be empty' }],
      undefined,
    );
    renderScreen(
      <ConfirmDialog
        title="Sure?"
        confirm="Yes"
        error={error}
        onConfirm={jest.fn()}
        onClose={jest.fn()}
      />,
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The request is not valid');
    expect(alert).toHaveTextContent('/name must not be empty');
  });
});

describe('QueryView', () => {
  const show = (data: string) => <p>{data}</p>;
  const failure = (status: number) =>
    new InfraApiError(status, undefined, 'Because', undefined, 'r-1');

  it('keeps showing what it had when bringing it up to date fails, and says that it may be old', async () => {
    const refetch = jest.fn();
    renderScreen(
      <QueryView query={{ data: 'kept', error: failure(503), refetch }}>{show}</QueryView>,
    );
    expect(await screen.findByText('kept')).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('so it may be old: Because');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalled();
  });

  it('takes away what may not be seen any more', async () => {
    renderScreen(
      <QueryView
        query={{ data: 'secret', error: failure(403), refetch: jest.fn() }}
        roles={['center_admin']}
      >
        {show}
      </QueryView>,
    );
    expect(await screen.findByText('You may not see this')).toBeInTheDocument();
    expect(
      screen.getByText('It takes one of these roles: centre administrator.'),
    ).toBeInTheDocument();
    expect(screen.queryByText('secret')).not.toBeInTheDocument();
  });

  it('tells a broken connection from a broken backend', async () => {
    const { unmount } = renderScreen(
      <QueryView
        query={{ data: undefined, error: new TypeError('Failed to fetch'), refetch: jest.fn() }}
      >
        {show}
      </QueryView>,
    );
    expect(await screen.findByText('The backend cannot be reached')).toBeInTheDocument();
    unmount();
    renderScreen(
      <QueryView query={{ data: undefined, error: failure(500), refetch: jest.fn() }}>
        {show}
      </QueryView>,
    );
    expect(await screen.findByText('This could not be loaded')).toBeInTheDocument();
    expect(screen.getByText('Request r-1')).toBeInTheDocument();
  });
});

describe('QuotaBar', () => {
  it('says in words what it shows', async () => {
    renderScreen(
      <>
        <QuotaBar dimension="cpu" figures={{ limit: 50, allotted: 40, used: 22, free: 10 }} />
        <QuotaBar
          dimension="ramGb"
          isTeam
          figures={{ limit: 50, allotted: 0, used: 20, free: 30 }}
        />
        <QuotaBar dimension="cpu" figures={{ limit: 50, allotted: 60, used: 20, free: -10 }} />
      </>,
    );
    const labels = (await screen.findAllByRole('img')).map(bar => bar.getAttribute('aria-label'));
    expect(labels).toEqual([
      'Cores: 40 cores allotted of 50 cores, 22 cores used, 10 cores free',
      'Memory: 20 GiB used of 50 GiB, 30 GiB free',
      'Cores: 60 cores taken of 50 cores, over by 10 cores',
    ]);
  });
});

describe('DataTable', () => {
  const columns = [
    { id: 'name', label: 'Name', render: (row: string) => row },
    { id: 'length', label: 'Length', render: (row: string) => row.length, kind: 'number' as const },
  ];

  it('is a list of cards where there is no room for a table', async () => {
    const narrow = Object.assign(new EventTarget(), {
      ...{ matches: true, addListener: jest.fn(), removeListener: jest.fn() },
    });
    window.matchMedia = jest.fn().mockReturnValue(narrow);
    try {
      renderScreen(
        <DataTable label="Words" rows={['one']} rowKey={row => row} columns={columns} />,
      );
      const card = await screen.findByRole('listitem');
      expect(card).toHaveTextContent('oneLength3');
      expect(screen.queryByRole('table')).not.toBeInTheDocument();
    } finally {
      Reflect.deleteProperty(window, 'matchMedia');
    }
  });
});

describe('UnitSelect', () => {
  function Form({ onChange }: { onChange: (name: string | undefined) => void }) {
    const [value, setValue] = useState<string>();
    return (
      <UnitSelect
        label="Team"
        value={value}
        filter={{ requestable: true }}
        selectSingle
        onChange={unit => {
          setValue(unit?.id);
          onChange(unit?.name);
        }}
      />
    );
  }

  it('takes the only one there is', async () => {
    network.world.signIn('user:default/tess', [{ role: 'team_lead', unit: 'Checkout' }]);
    const onChange = jest.fn();
    renderScreen(<Form onChange={onChange} />);
    expect(await screen.findByDisplayValue('Checkout')).toBeInTheDocument();
    expect(onChange.mock.calls).toEqual([['Checkout']]);
  });

  it('finds by part of the name, and shows where a unit is', async () => {
    network.world.signIn('user:default/ada', [{ role: 'center_admin' }]);
    const onChange = jest.fn();
    renderScreen(<Form onChange={onChange} />);
    await userEvent.type(await screen.findByLabelText('Team'), 'ris');
    const option = await screen.findByRole('option', { name: /Risk/ });
    expect(option).toHaveTextContent('Northwind › Commerce › Payments');
    fireEvent.click(option);
    expect(onChange).toHaveBeenLastCalledWith('Risk');
  });
});
