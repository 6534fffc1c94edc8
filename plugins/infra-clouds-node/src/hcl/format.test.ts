import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { titled, withoutTerraform } from '../__testUtils__/terraform';
import { formatHcl, hclLiteral } from './index';

const command = process.env.BAILIWICK_TERRAFORM ?? 'terraform';

function fmt(text: string): string {
  return execFileSync(command, ['fmt', '-'], { input: text, encoding: 'utf8', stdio: 'pipe' });
}

const samples = [
  'a=1\nlonger   =   "x" # why\nb = [ 1,2 , 3 ]# because\n\nc = {}\n',
  'resource "x" "y" {\nname=var.name\n  count = 1+2*-3\ntags = merge( var.tags ,{ a="b", c = "d" } )\n\n\nblock{\nx=!var.y\n}\n}\n',
  'x = {\nfor k ,v in var.m:\nk=>v... if v!=null\n}\ny = [for a in [1]: a]\nz = var.list [0].id\n',
  'a = <<-EOT\n   keep  this\n     as it is\n  EOT\nbb = 2\n',
  'variable "v" {\n type = object({\n a = string\n longer = optional(number, -1)\n})\n}\n',
  'a = {\n  # first\n  b = 1\n  long_name = 2 // two\n\n  c = f(1,\n  2)\n  dd = 3\n}\n',
  'l = [{\na = 1\n}, {\nb = 2\n}]\n',
  'a = var.x ? "y" : -1\nb = (1 - 2) - -3\nc = x.*.id\nd = x[*].id\n/* block\n comment */\ne = 1\n',
  'provider "aws" {\n  region = var.region\n\n  default_tags {\n  tags = { a = 1 }\n  }\n}',
  '\uFEFFa = 1\r\nbb = 2\r\n',
];

it('is the same the second time', () => {
  for (const sample of samples) expect(formatHcl(formatHcl(sample))).toBe(formatHcl(sample));
});

const withTerraform = withoutTerraform ? describe.skip : describe;

withTerraform(titled('beside terraform fmt', withoutTerraform), () => {
  it.each(samples)('formats as terraform does: %j', sample => {
    expect(formatHcl(sample)).toBe(fmt(sample.replace('\uFEFF', '').replaceAll('\r', '')));
  });

  it('writes literals of any data that terraform leaves as they are', () => {
    const key = fc.oneof(
      fc.constantFrom('a', 'long_key', 'in', 'b-c'),
      fc.string({ minLength: 1 }),
    );
    const { value } = fc.letrec(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), values => {
        const text = formatHcl(
          values.map((item, index) => `v${index} = ${hclLiteral(item as never)}`).join('\n'),
        );
        expect(fmt(text)).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves the modules that come along as terraform does', () => {
    const folder = join(__dirname, '..', '..', 'providers');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.tf') && statSync(join(folder, file)).isFile())
      .map(file => readFileSync(join(folder, file), 'utf8'));
    for (const text of files) expect(formatHcl(text)).toBe(fmt(text));
  });
});
