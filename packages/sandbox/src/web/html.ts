/** Text of a page, safe to be put into another. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | Html[] | string | number;

const ESCAPES: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

function textOf(value: Value): string {
  if (Array.isArray(value)) return value.map(textOf).join('');
  if (value instanceof Html) return value.text;
  return `${value}`.replace(/[&<>"']/g, character => ESCAPES[character]);
}

/** Escapes whatever is put in that is not itself HTML. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(parts.map((part, at) => (at === 0 ? part : textOf(values[at - 1]) + part)).join(''));

export const NOTHING = new Html('');

const STYLE = new Html(`
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 62rem; margin: 0 auto; padding: 1rem; }
  h1 { font-size: 1.35rem; margin: .5rem 0; overflow-wrap: anywhere; }
  h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
  nav, .quiet { opacity: .75; }
  a { color: light-dark(#0b57d0, #8ab4f8); }
  ul { list-style: none; padding: 0; margin: 0; }
  li { padding: .2rem 0; border-bottom: 1px solid #8883; overflow-wrap: anywhere; }
  pre { font: 13px/1.45 ui-monospace, monospace; padding: .75rem; border: 1px solid #8885; border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
  .state { border: 1px solid; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; font-weight: normal; }
  ins, del { text-decoration: none; display: inline-block; min-width: 100%; }
  ins { background: #2da04433; }
  del { background: #d1242f33; }
`);

export const page = (title: string, body: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `;
