import type { Knex } from 'knex';
import { inTransaction } from '../lib/database';
import type { Currency } from './currency';

/** Whether anything is on record that another currency would make something else of. */
const HAS_MONEY = `
  SELECT EXISTS (SELECT FROM budgets WHERE monthly_limit <> 0 OR spent <> 0)
    OR EXISTS (SELECT FROM resources WHERE (cost ->> 'monthlyCost')::numeric <> 0) AS "hasMoney"`;

/**
 * Writes down what money is counted in, and refuses to go on where the figures on record are in another currency.
 *
 * @throws Error, one sentence that says what to set
 */
export async function keepCurrency(knex: Knex, { code }: Pick<Currency, 'code'>): Promise<void> {
  await inTransaction(knex, async trx => {
    await trx('money').insert({ currency: code }).onConflict('is_all').ignore();
    const { currency } = await trx('money').forUpdate().first('currency');
    if (currency === code) return;
    const { rows } = await trx.raw<{ rows: { hasMoney: boolean }[] }>(HAS_MONEY);
    if (rows[0].hasMoney) {
      throw new Error(
        `Monthly costs and budgets are on record in ${currency}, and infra.cost.currency is ${code}: set it to ${currency}. ` +
          'It can change once no unit has a budget and no resource, destroyed ones included, has a cost',
      );
    }
    await trx('money').update({ currency: code, since: trx.fn.now() });
    await trx('budget_history').delete();
  });
}
