import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { sketchCloud } from '../../__testUtils__';
import { expectAccessible } from '../../__testUtils__/accessibility';
import { press } from '../../__testUtils__/buttons';
import { fakeNetwork, renderScreen } from '../../__testUtils__/render';
import { CodeScreen } from './CodeScreen';
import { readParameters } from './parameters';
import { readSourceFiles } from './sourceFiles';
import { parseUnifiedDiff } from './unifiedDiff';

const network = fakeNetwork();

const CODE = "storage.upload('a')\nqueue.publish('b')\n";
const DIFF = `--- a/app.py
+++ b/app.py
@@ -1,2 +1,2 @@
-storage.upload('a')
+s3.put('a')
 queue.publish('b')
`;
const remark = { severity: 'error' as const, rule: 'no-rule', message: 'No rule for publish' };

const python = (name = 'app.py', text: BlobPart = CODE) =>
  new File([text], name, { type: 'text/x-python' });

beforeEach(() => {
  const { world } = network;
  const stratus = sketchCloud('stratus', 'Stratus');
  const [buckets] = stratus.services;
  world.clouds = [
    { ...stratus, services: [...stratus.services, { ...buckets, id: 'shelf', name: 'Shelf' }] },
    sketchCloud('cirrus', 'Cirrus', { services: [buckets] }),
  ];
  world.detection = {
    capabilities: [
      {
        ...{ capability: 'storage', implied: false },
        places: [{ file: 'app.py', line: 1, column: 1, operation: 'infrar.storage.upload' }],
      },
      { capability: 'messaging', implied: true, places: [] },
    ],
    ...{ operations: ['storage.upload'], unserved: ['ml'], filesRead: 1, diagnostics: [] },
  };
  world.transformation = {
    files: { 'app.py': "s3.put('a')\nqueue.publish('b')\n" },
    diagnostics: [{ ...remark, file: 'app.py', line: 2, column: 1 }],
    requirements: [{ package: 'boto3', version: '>=1.28' }],
    changed: [{ file: 'app.py', diff: DIFF }],
  };
  world.generation = {
    files: { 'main.tf': 'resource "a" "b" {}\n', 'outputs.tf': 'output "c" {}\n' },
    diagnostics: [],
    requirements: {
      ...{ terraform: '>= 1.5.0', apis: [], secrets: ['db_password'] },
      providers: [{ name: 'stratus', source: 'test/stratus', version: '~> 1.0' }],
    },
  };
});

const choose = async (...files: File[]) =>
  userEvent.upload(await screen.findByLabelText('Choose files', { selector: 'input' }), files);

const submitted = async () => {
  const result = renderScreen(<CodeScreen />);
  await choose(python());
  await press('See what it needs');
  return result;
};

describe('CodeScreen', () => {
  it('takes files by choosing, dropping and pasting, and sends nothing before it is asked to', async () => {
    const { container } = renderScreen(<CodeScreen />);
    const submit = await screen.findByRole('button', { name: 'See what it needs' });
    expect(submit).toHaveAccessibleDescription('There are no files yet');
    await choose(python());
    fireEvent.drop(screen.getByTestId('drop-target'), {
      dataTransfer: { files: [python('b.py'), python('logo.png', new Uint8Array([137, 0, 255]))] },
    });
    expect(await screen.findByText(/it is no text in UTF-8/)).toBeInTheDocument();
    await press('Paste a file');
    await userEvent.type(screen.getByLabelText('Name of the file'), 'c.py');
    await userEvent.type(screen.getByLabelText('Text of the file'), 'pass');
    await press('Add the file');
    const list = screen.getByRole('list', { name: 'Files to look at' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(3);
    await press('Remove b.py');
    await expectAccessible(container);
    expect(network.backend.callsOf('detectCapabilities')).toHaveLength(0);
    await press('See what it needs');
    await waitFor(() =>
      expect(network.backend.callsOf('detectCapabilities')).toEqual([
        expect.objectContaining({ body: { files: { 'app.py': CODE, 'c.py': 'pass' } } }),
      ]),
    );
    expect(submit).toHaveAccessibleDescription('What is shown below is of these files');
  });

  it('shows what is needed with its places, and which clouds serve it', async () => {
    const { container } = await submitted();
    const needs = within(await screen.findByRole('table', { name: 'What it needs' }));
    expect(needs.getByRole('row', { name: /storage/ })).toHaveTextContent(
      'app.py:1:1 infrar.storage.upload',
    );
    expect(needs.getByRole('row', { name: /messaging/ })).toHaveTextContent(
      'it follows from the rest',
    );
    expect(screen.getByText('No cloud here serves ml')).toBeInTheDocument();
    expect(await screen.findByRole('radio', { name: 'Cirrus' })).toBeDisabled();
    expect(screen.getByText('Lacks messaging')).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: 'Stratus' })).toHaveAccessibleDescription(
      /\$12.50 a month.*Buckets.*3 regions; recommended: North/,
    );
    await expectAccessible(container);
  });

  it('shows the changes line by line, with the remarks at their lines', async () => {
    const { container } = await submitted();
    await userEvent.click(await screen.findByRole('radio', { name: 'Stratus' }));
    const diff = await screen.findByRole('table', { name: 'Changes of app.py' });
    expect(
      within(diff)
        .getAllByRole('row')
        .slice(2)
        .map(row => row.textContent),
    ).toEqual([
      "1-removedstorage.upload('a')",
      "1+addeds3.put('a')",
      "22queue.publish('b')",
      'No rule for publish',
    ]);
    expect(screen.getByText('boto3>=1.28')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('generates with what was entered, shows the files, and leads to the request', async () => {
    const { container } = await submitted();
    await userEvent.click(await screen.findByRole('radio', { name: 'Stratus' }));
    const generate = await screen.findByRole('button', { name: 'Generate' });
    expect(generate).toHaveAccessibleDescription('A name and an environment are needed');
    await userEvent.type(screen.getByLabelText(/^Name of the project/), 'shop');
    await userEvent.type(screen.getByLabelText('Parameters'), 'oops');
    expect(generate).toHaveAccessibleDescription('Not of the form name = value, in line 1');
    await userEvent.clear(screen.getByLabelText('Parameters'));
    await userEvent.type(screen.getByLabelText('Parameters'), 'size = 3');
    await press('Generate');
    expect(await screen.findByText('resource "a" "b" {}')).toBeInTheDocument();
    expect(network.backend.callsOf('generateConfiguration')[0].body).toEqual({
      ...{ projectName: 'shop', environment: 'dev', region: 'north-1' },
      capabilities: ['storage', 'messaging'],
      services: { storage: 'buckets', messaging: 'queues' },
      parameters: { size: 3 },
    });
    await userEvent.click(screen.getByRole('tab', { name: 'outputs.tf' }));
    expect(screen.getByText('output "c" {}')).toBeInTheDocument();
    expect(screen.getByText('db_password')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Request Buckets' })).toHaveAttribute(
      'href',
      '/infra/request?type=stratus-buckets',
    );
    expect(screen.getByText('Queues is not on request')).toBeInTheDocument();
    await expectAccessible(container);
  });

  it('says why nothing was generated, or what the backend refused', async () => {
    network.world.generation = {
      ...{ files: {}, diagnostics: [{ ...remark, message: 'No region of this id' }] },
      requirements: { terraform: '', providers: [], apis: [], secrets: [] },
    };
    await submitted();
    await userEvent.click(await screen.findByRole('radio', { name: 'Stratus' }));
    await userEvent.type(await screen.findByLabelText(/^Name of the project/), 'shop');
    await press('Generate');
    expect(await screen.findByText('No region of this id')).toBeInTheDocument();
    network.world.generation = undefined;
    await press('Generate');
    expect(await screen.findByText('Nothing can be generated now')).toBeInTheDocument();
  });

  it('tells code that needs nothing from code that could not be looked at', async () => {
    network.world.detection = undefined;
    const { unmount } = await submitted();
    expect(await screen.findByText('Nothing of a cloud is needed')).toBeInTheDocument();
    unmount();
    network.backend.fail('detectCapabilities', 'VALIDATION_ERROR', 'files is too large');
    await submitted();
    expect(await screen.findByText('files is too large')).toBeInTheDocument();
  });
});

describe('what is read in the browser', () => {
  it('keeps text byte by byte, and says why other files are not taken', async () => {
    const text = '\uFEFFa = 1\r\n';
    const { files, refused } = await readSourceFiles([
      ...[python('a.py', text), python('b.py', ''), python('c.py', new Uint8Array([255, 254, 65]))],
    ]);
    expect(files).toEqual({ 'a.py': text });
    expect(refused).toEqual([
      { name: 'b.py', reason: 'empty' },
      { name: 'c.py', reason: 'binary' },
    ]);
  });

  it('numbers the lines of each hunk, and takes no header for a change', () => {
    const second = '@@ -10,1 +10,2 @@\n ten\n+--- eleven\n\\ No newline at end of file\n';
    expect(parseUnifiedDiff(DIFF + second)).toEqual([
      { kind: 'hunk', text: '@@ -1,2 +1,2 @@' },
      { kind: 'removed', text: "storage.upload('a')", before: 1 },
      { kind: 'added', text: "s3.put('a')", after: 1 },
      { kind: 'same', text: "queue.publish('b')", before: 2, after: 2 },
      { kind: 'hunk', text: '@@ -10,1 +10,2 @@' },
      { kind: 'same', text: 'ten', before: 10, after: 10 },
      { kind: 'added', text: '--- eleven', after: 11 },
    ]);
  });

  it('takes parameters as JSON or text, and names lines that are neither', () => {
    expect(readParameters('# all\na = 3\n\nb.c = files\nd = ["x"]\n= 4\ne')).toEqual({
      parameters: { a: 3, 'b.c': 'files', d: ['x'] },
      wrong: [6, 7],
    });
  });
});
