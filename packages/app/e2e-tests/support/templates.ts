import { expect } from '@playwright/test';
import { backendUrl, tokenOf } from './api';
import type { DemoUser } from './session';

const UNDER_WAY = ['open', 'processing'];

/** Runs a software template without its form, and answers how that ended. */
export async function runTemplate(
  user: DemoUser,
  template: string,
  values: object,
): Promise<{ id: string; status: string }> {
  const headers = {
    authorization: `Bearer ${await tokenOf(user)}`,
    'content-type': 'application/json',
  };
  const tasks = `${backendUrl}/api/scaffolder/v2/tasks`;
  const body = JSON.stringify({ templateRef: `template:default/${template}`, values });
  const response = await fetch(tasks, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${template}: ${await response.text()}`);
  const { id } = await response.json();
  let status = 'open';
  await expect
    .poll(
      async () => {
        ({ status } = await (await fetch(`${tasks}/${id}`, { headers })).json());
        return UNDER_WAY.includes(status);
      },
      { timeout: 90_000, message: `the task ${id} of ${template} ends` },
    )
    .toBe(false);
  return { id, status };
}
