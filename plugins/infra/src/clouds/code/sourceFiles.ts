import { cloudFilesSchema } from '@bailiwick/backstage-plugin-infra-common';

/** Text by the name of its file. */
export type SourceFiles = Readonly<Record<string, string>>;

export type RefusalOfFile = 'empty' | 'binary' | 'unreadable';

export interface RefusedFile {
  name: string;
  reason: RefusalOfFile;
}

/** What a chosen file is called: with its folders, where the browser tells them. */
const nameOf = (file: File): string => file.webkitRelativePath || file.name;

const bytesOf = (file: File): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file);
  });

/** Bytes that are no UTF-8, or that no text has, are no code. */
function decode(bytes: ArrayBuffer): string | undefined {
  try {
    // A byte order mark belongs to the file, and has to come out again as it went in.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The text of a file, or why there is none. */
async function read(file: File): Promise<{ text: string } | { reason: RefusalOfFile }> {
  let bytes: ArrayBuffer;
  try {
    bytes = await bytesOf(file);
  } catch {
    // A folder that was dropped, or a file that was taken away meanwhile.
    return { reason: 'unreadable' };
  }
  if (bytes.byteLength === 0) return { reason: 'empty' };
  const text = decode(bytes);
  return text === undefined ? { reason: 'binary' } : { text };
}

/** Reads chosen files in the browser. A name that comes twice is the one that came last. */
export async function readSourceFiles(
  files: readonly File[],
): Promise<{ files: SourceFiles; refused: RefusedFile[] }> {
  const taken: Record<string, string> = {};
  const refused: RefusedFile[] = [];
  for (const file of files) {
    const name = nameOf(file);
    const found = await read(file);
    if ('text' in found) taken[name] = found.text;
    else refused.push({ name, reason: found.reason });
  }
  return { files: taken, refused };
}

/** What the backend would say against all of them together. */
export function problemOfFiles(files: SourceFiles): string | undefined {
  const parsed = cloudFilesSchema.safeParse(files);
  return parsed.success ? undefined : parsed.error.issues[0].message;
}
