import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

/** Presses a button once it can be pressed: what one may do is known a moment after the screen is. */
export async function press(name: string | RegExp): Promise<void> {
  await screen.findByRole('button', { name });
  await waitFor(() =>
    expect(screen.getByRole('button', { name })).not.toHaveAttribute('aria-disabled', 'true'),
  );
  await userEvent.click(screen.getByRole('button', { name }));
}
