/** Small pieces of Markdown that the generated parts of the documentation are made of. */

const cell = text => String(text).replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();

/**
 * @param {string[]} header
 * @param {(string | number)[][]} rows
 */
export function table(header, rows) {
  const line = cells => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = text => `\`${text}\``;

export const codes = texts => texts.map(code).join(', ');
