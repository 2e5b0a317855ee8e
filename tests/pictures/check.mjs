// Reads pictures with the parsers that they are for: each line of the input is a JSON object {"language":"mermaid"|"dot","text":"…"}.
// Prints, for each, "ok" or what the parser says.
import { createInterface } from 'node:readline';
import DOMPurify from 'dompurify';
import { instance } from '@viz-js/viz';

// Mermaid cleans labels with it after parsing, which needs a browser's document; the parser does not.
DOMPurify.addHook = () => {};
DOMPurify.sanitize = text => text;
const { default: mermaid } = await import('mermaid');
const viz = await instance();

for await (const line of createInterface({ input: process.stdin })) {
  const { language, text } = JSON.parse(line);
  try {
    if (language === 'mermaid') {
      await mermaid.parse(text);
    } else {
      const { status, errors } = viz.render(text, { format: 'dot' });
      if (status !== 'success') {
        throw new Error(errors.map(e => e.message).join('; '));
      }
    }

    console.log('ok');
  } catch (error) {
    console.log(String(error.message).replaceAll('\n', ' '));
  }
}
