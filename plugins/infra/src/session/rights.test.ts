import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import { demoOrganisation, World } from '../__testUtils__';
import { grantRight } from './rights';

const org = demoOrganisation();
const meAs = (role: Role, unit?: string) =>
  new World(org).signIn('user:default/x', [{ role, unit }]).me;
const unit = (name: string) => org.named(name).unit;

describe('grantRight', () => {
  it.each([
    ['field_admin', 'Commerce', 'Payments'],
    ['dept_admin', 'Payments', 'Checkout'],
    ['center_admin', undefined, 'Payments'],
    ['platform_admin', undefined, 'Checkout'],
  ] as const)('%s of %s grants %s its quota', (role, over, name) => {
    expect(grantRight(meAs(role, over), unit(name))).toEqual({ allowed: true });
  });

  it.each([
    ['field_admin', 'Commerce', 'Checkout'],
    ['field_admin', 'Platform', 'Payments'],
    ['dept_admin', 'Storefront', 'Checkout'],
    ['team_lead', 'Checkout', 'Checkout'],
  ] as const)('%s of %s does not grant %s its quota', (role, over, name) => {
    expect(grantRight(meAs(role, over), unit(name))).toMatchObject({ allowed: false, why: 'role' });
  });

  it('names the role that it takes', () => {
    expect(grantRight(meAs('member', 'Checkout'), unit('Checkout'))).toMatchObject({
      roles: ['dept_admin', 'platform_admin', 'center_admin'],
    });
  });

  it('nobody grants what is measured', () => {
    expect(grantRight(meAs('center_admin'), unit('Commerce'))).toMatchObject({ why: 'measured' });
    expect(grantRight(meAs('center_admin'), unit('Northwind'))).toMatchObject({ why: 'top' });
  });
});
