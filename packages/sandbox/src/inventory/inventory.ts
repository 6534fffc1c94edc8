import { setTimeout as sleep } from 'node:timers/promises';
import express, { Request, Response, Router } from 'express';
import { Faults } from '../faults/Faults';
import { handle, hangUp, originOf } from '../net/routes';
import { serveHttp } from '../net/serveHttp';
import { InventoryFaults, inventoryFaults, reported } from './faults';
import { InventoryRow, inventoryRows } from './rows';

export interface InventoryOptions {
  /** Default: 300 servers of `inventoryRows`. */
  rows?: InventoryRow[];
}

export interface Inventory {
  /** What `GET /inventory` answers. */
  readonly url: string;
  readonly faults: Faults<InventoryFaults>;
  /** Replaces what is reported. */
  setRows(rows: InventoryRow[]): void;
  stop(): Promise<void>;
}

const PER_PAGE = 100;

/** The inventory's routes, to be mounted at `/inventory`. */
export function inventoryPart({ rows = inventoryRows() }: InventoryOptions = {}) {
  const faults = inventoryFaults();
  let current = rows;
  const router = Router();
  router.get(
    '/',
    handle(async (request, response) => {
      const { mode, slowSeconds } = faults.current;
      if (mode === 'down') return hangUp(response);
      if (mode === 'slow') await sleep(slowSeconds * 1000, undefined, { ref: false });
      if (mode === 'html') {
        response.type('html').send('<!doctype html><title>Sign in</title><form>Sign in</form>');
      } else if (mode === 'empty') {
        response.json([]);
      } else if (mode === 'object') {
        response.json({ error: 'the inventory is being rebuilt' });
      } else {
        answer(request, response, reported(current, faults.current));
      }
      return undefined;
    }),
  );
  return {
    router,
    faults,
    setRows(replacement: InventoryRow[]) {
      current = replacement;
    },
  };
}

/** The whole list, or with `?page` one page and a Link header that leads to the next. */
function answer(request: Request, response: Response, rows: unknown[]): void {
  if (request.query.page === undefined) {
    response.json(rows);
    return;
  }
  const page = Number(request.query.page);
  const perPage = Number(request.query.per_page ?? PER_PAGE);
  if (![page, perPage].every(number => Number.isInteger(number) && number > 0)) {
    response.status(400).json({ error: 'page and per_page must be whole numbers from 1' });
    return;
  }
  const last = Math.max(1, Math.ceil(rows.length / perPage));
  const link = (number: number, rel: string) =>
    `<${originOf(request)}${request.baseUrl}?page=${number}&per_page=${perPage}>; rel="${rel}"`;
  const links = [link(1, 'first'), link(last, 'last')];
  if (page < last) links.unshift(link(page + 1, 'next'));
  response.set('link', links.join(', ')).json(rows.slice((page - 1) * perPage, page * perPage));
}

/** Starts an inventory at `<url>/inventory`. */
export async function startInventory(
  options: InventoryOptions & { port?: number } = {},
): Promise<Inventory> {
  const { router, ...part } = inventoryPart(options);
  const server = await serveHttp(express().use('/inventory', router), options.port);
  return { ...part, url: `${server.url}/inventory`, stop: server.stop };
}
