import { screen } from '@testing-library/react';
import { useMe } from '../session';
import { FakeSignals } from '../__testUtils__';
import { renderScreen, fakeNetwork } from '../__testUtils__/render';
import { withQueries } from '../withQueries';

const network = fakeNetwork();

function Who({ label }: { label: string }) {
  return (
    <p>
      {label} {useMe().data?.userRef}
    </p>
  );
}

describe('InfraQueries', () => {
  it('shares one cache and one subscription among all that is on screen', async () => {
    const signals = new FakeSignals();
    const { unmount } = renderScreen(
      <>
        {withQueries(<Who label="one" />)}
        {withQueries(<Who label="two" />)}
      </>,
      { signals },
    );
    expect(await screen.findByText('one user:default/tess')).toBeInTheDocument();
    expect(screen.getByText('two user:default/tess')).toBeInTheDocument();
    expect(network.backend.callsOf('getMe')).toHaveLength(1);
    expect(signals.subscribers).toBe(1);
    unmount();
    expect(signals.subscribers).toBe(0);
  });

  it('asks again only where asking again can help', async () => {
    network.backend.fail('getMe', 'FORBIDDEN', 'no');
    renderScreen(<Who label="one" />);
    await screen.findByText('one');
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(network.backend.callsOf('getMe')).toHaveLength(1);

    network.backend.fail('getMe', 'DATABASE_UNAVAILABLE', 'away');
    renderScreen(<Who label="other" />);
    await screen.findByText('other');
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(network.backend.callsOf('getMe')).toHaveLength(3);
  });
});
