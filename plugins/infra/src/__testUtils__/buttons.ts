import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

/** Presses a button once it can be pressed: what one may do is known a moment after the screen is. */
export async function press(name: string | RegExp): Promise<void> {
  await screen.findByRole('button', { name });
  await waitFor(() =>
    expect(screen.getByRole('button', { name })).not.toHaveAttribute('aria-disabled', 'true'),
  );
  await userEvent.click(screen.getByRole('button', { name }));
}

/**
 * Chooses from a menu and waits until it is gone: as it closes it takes the focus back, and hides everything else until then from
 * those who read by roles.
 */
export async function chooseFrom(field: HTMLElement, option: string | RegExp): Promise<void> {
  fireEvent.mouseDown(field);
  await userEvent.click(await screen.findByRole('option', { name: option }));
  await waitFor(() => expect(screen.queryByRole('listbox')).not.toBeInTheDocument());
}
