import { test } from '@playwright/test';
import { furnishedHouse } from './support';

test('the demo is furnished with what every page is looked at with', async () => {
  await furnishedHouse();
});
