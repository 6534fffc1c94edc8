import { patchManifest } from './manifests';

const boto = { package: 'boto3', version: '>=1.28' };
const blob = { package: 'azure-storage-blob', version: '>=12.19' };

describe('patchManifest', () => {
  it.each([
    ['requirements.txt', '', 'boto3>=1.28\n'],
    ['requirements.txt', 'flask==3\r\n', 'flask==3\r\nboto3>=1.28\r\n'],
    ['app/requirements.txt', '# ours\nflask==3', '# ours\nflask==3\nboto3>=1.28\n'],
    ['requirements.txt', 'Boto3[crt]==1.30 # pinned\n', 'Boto3[crt]==1.30 # pinned\n'],
    [
      'pyproject.toml',
      '[project]\ndependencies = []\n',
      '[project]\ndependencies = ["boto3>=1.28"]\n',
    ],
    [
      'pyproject.toml',
      '[project]\ndependencies = ["a"]\n\n[tool.x]\n',
      '[project]\ndependencies = ["a", "boto3>=1.28"]\n\n[tool.x]\n',
    ],
    [
      'pyproject.toml',
      '[project]\nname = "x"\ndependencies = [\n  "a>=1" # one\n]\n',
      '[project]\nname = "x"\ndependencies = [\n  "a>=1", # one\n  "boto3>=1.28",\n]\n',
    ],
    [
      'pyproject.toml',
      "[project]\ndependencies = [\n    'a',\n]\n",
      '[project]\ndependencies = [\n    \'a\',\n    "boto3>=1.28",\n]\n',
    ],
    [
      'pyproject.toml',
      '[project]\ndependencies = ["boto3"]\n',
      '[project]\ndependencies = ["boto3"]\n',
    ],
    [
      'package.json',
      '{\n\t"name": "x"\n}\n',
      '{\n\t"name": "x",\n\t"dependencies": {\n\t\t"boto3": ">=1.28"\n\t}\n}\n',
    ],
    [
      'package.json',
      '{\n  "dependencies": {\n    "a": "1",\n    "z": "1"\n  }\n}',
      '{\n  "dependencies": {\n    "a": "1",\n    "boto3": ">=1.28",\n    "z": "1"\n  }\n}',
    ],
  ])('%s: %j', (name, before, after) => {
    const patched = patchManifest(name, before, [boto]);
    expect(patched.text).toBe(after);
    expect(patched.problem).toBeUndefined();
    expect(patchManifest(name, patched.text, [boto])).toEqual({
      text: after,
      added: [],
      present: ['boto3'],
    });
  });

  it('says what it added and what was there', () => {
    const patched = patchManifest('requirements.txt', 'azure_storage.blob\n', [blob, boto]);
    expect(patched.added).toEqual([boto]);
    expect(patched.present).toEqual(['azure-storage-blob']);
  });

  it.each([
    ['package.json', '{', 'package.json is no JSON'],
    ['package.json', '[]', 'package.json is no object'],
    ['pyproject.toml', '[tool.poetry]\n', 'pyproject.toml has no table [project]'],
    [
      'pyproject.toml',
      '[project]\ndynamic = ["dependencies"]\n',
      'pyproject.toml has no plain list',
    ],
    ['Pipfile', '', 'Pipfile is no file that lists packages'],
  ])('refuses %s %j', (name, text, problem) => {
    const patched = patchManifest(name, text, [boto]);
    expect(patched.problem).toContain(problem);
    expect(patched.text).toBe(text);
  });

  const s3 = { package: 'github.com/aws/aws-sdk-go-v2/service/s3', version: 'v1.58.0' };

  it.each([
    ['module a\n', `module a\n\nrequire (\n\t${s3.package} v1.58.0\n)\n`],
    [
      'module a\r\n\r\ngo 1.19',
      `module a\r\n\r\ngo 1.19\r\n\r\nrequire (\r\n\t${s3.package} v1.58.0\r\n)\r\n`,
    ],
    [`module a\n\nrequire ${s3.package} v1.2.0 // indirect\n`],
    [`module a\n\nrequire (\n\tb v1.0.0\n\t${s3.package} v1.60.0\n)\n`],
    [
      `module a\n\nexclude (\n\t${s3.package} v1.2.0\n)\nreplace ${s3.package} => ../s3\n`,
      `module a\n\nexclude (\n\t${s3.package} v1.2.0\n)\nreplace ${s3.package} => ../s3\n\nrequire (\n\t${s3.package} v1.58.0\n)\n`,
    ],
  ])('go.mod: %j', (before, after = before) => {
    const patched = patchManifest('api/go.mod', before, [s3]);
    expect(patched.text).toBe(after);
    expect(patchManifest('go.mod', after, [s3])).toEqual({
      ...{ text: after, added: [], present: [s3.package] },
    });
  });

  it('adds to go.mod only what names one version', () => {
    expect(patchManifest('go.mod', 'module a\n', [boto]).problem).toContain('such as v1.2.3');
    expect(patchManifest('go.mod', 'go 1.19\n', [s3]).problem).toBe('go.mod names no module');
  });
});
