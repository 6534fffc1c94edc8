import { builtInClouds, loadClouds } from '../plugins/infra-clouds-node/src/loader';
import { generate } from '../plugins/infra-clouds-node/src/generation';
import { main, median, report, rounded, tell } from './support/report';

/**
 * Loading a tree of a cloud plugin with every file read and checked, of those that come along, and generating a configuration for all
 * that a cloud serves. The first load of a process also compiles the code that reads them, and is told apart.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const GOAL_MS = 200;

const milliseconds = async (work: () => unknown) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

main(async () => {
  const load = () => loadClouds([builtInClouds()]);
  const first = await milliseconds(load);
  const { plugins, diagnostics } = await load();
  if (plugins.length < 3 || diagnostics.length > 0)
    throw new Error('The trees are not as they came');

  const loads: number[] = [];
  for (let round = 0; round < ROUNDS; round++) loads.push(await milliseconds(load));
  const loading = median(loads) / plugins.length;
  tell(
    `${plugins.length} trees: ${rounded(loading)} ms each; the first load of a process took ${rounded(first)} ms for all`,
  );

  const generating = plugins.map(plugin => {
    const capabilities = plugin.services
      .filter(({ module }) => module)
      .map(({ id, info }) => ({ type: info.capability, service: id }));
    const request = {
      ...{ projectName: 'bench', projectId: '123456789012', environment: 'dev' },
      capabilities,
    };
    const times: number[] = [];
    let files = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      const result = generate(plugin, request);
      times.push(performance.now() - began);
      const problem = result.diagnostics.find(({ severity }) => severity === 'error');
      if (problem) throw new Error(`${plugin.id}: ${problem.message}`);
      files = Object.keys(result.files).length;
    }
    tell(`${plugin.id}: ${files} files in ${rounded(median(times))} ms`);
    return { cloud: plugin.id, services: capabilities.length, files, ms: rounded(median(times)) };
  });

  report({
    bench: 'clouds',
    ...{ unit: 'ms', ours: rounded(loading), goal: GOAL_MS, withinGoal: loading < GOAL_MS },
    ...{ trees: plugins.length, firstLoadOfAll: rounded(first), generating },
  });
});
