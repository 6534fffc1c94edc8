/** "$12.50"; a currency that is no code of ISO 4217 stands behind the number as it is. */
export function moneyText(amount: number, currency: string | undefined): string {
  if (currency && /^[A-Z]{3}$/.test(currency)) {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
  }
  const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(amount);
  return currency ? `${number} ${currency}` : number;
}
