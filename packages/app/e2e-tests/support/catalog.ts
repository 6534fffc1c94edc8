import { backendUrl, tokenOf } from './api';
import type { DemoUser } from './session';

/** Takes what was registered below that address out of the catalog. */
export async function unregister(user: DemoUser, address: string) {
  const headers = { authorization: `Bearer ${await tokenOf(user)}` };
  const url = `${backendUrl}/api/catalog/locations`;
  const locations: { data: { id: string; target: string } }[] = await (
    await fetch(url, { headers })
  ).json();
  for (const { data } of locations.filter(each => each.data.target.includes(address))) {
    const response = await fetch(`${url}/${data.id}`, { method: 'DELETE', headers });
    if (!response.ok) throw new Error(`${data.target}: ${await response.text()}`);
  }
}
