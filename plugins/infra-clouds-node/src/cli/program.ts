import { Command, CommanderError } from 'commander';
import { builtInClouds } from '../loader';
import { detectCommand } from './detect';
import { generateCommand } from './generate';
import { optionsCommand } from './options';
import { CliIo, UsageError, exitCodes, processIo } from './output';
import { transformCommand } from './transform';
import { validate } from './validate';

/** Runs the command line; the result is the exit code: 0 fine, 1 problems found, 2 called wrongly. */
export async function runCli(args: string[], io: CliIo = processIo): Promise<number> {
  let code = exitCodes.fine;
  const program = new Command('bailiwick-clouds')
    .description('Cloud plugins: check them, and see what they make of code')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });

  program
    .command('validate')
    .description('checks trees of cloud plugins, by default those that come along')
    .argument('[trees...]', 'folders with providers/ or packages/, or of one provider')
    .option('--json', 'print the diagnostics and what was found as JSON')
    .option('--strict', 'take warnings for errors')
    .action(async (trees: string[], options) => {
      code = await validate(trees.length > 0 ? trees : [builtInClouds()], options, io);
    });

  const tree = [
    '--tree <folder...>',
    'trees of cloud plugins instead of those that come along',
  ] as const;

  program
    .command('detect')
    .description('says what code needs of a cloud, and where')
    .argument('[paths...]', 'files and folders, or - for standard input')
    .option('--json', 'print everything as JSON')
    .option('--path <name>', 'what standard input is called, which says its language', 'stdin.py')
    .option(...tree)
    .action(async (paths: string[], options) => {
      code = await detectCommand(paths, options, io);
    });

  program
    .command('transform')
    .description('rewrites calls of the neutral SDK into those of a provider')
    .argument('<provider>', 'such as aws')
    .argument('[paths...]', 'files and folders, or - for standard input')
    .option('--dry-run', 'show the difference and write nothing')
    .option('--path <name>', 'what standard input is called, which says its language', 'stdin.py')
    .option('--requirements', 'say which packages the code needs then')
    .option(...tree)
    .action(async (provider: string, paths: string[], options) => {
      code = await transformCommand(provider, paths, options, io);
    });

  program
    .command('options')
    .description('what each provider would use for capabilities, and what it costs a month')
    .argument('[capabilities...]', 'such as storage compute, or - for standard input')
    .option('--json', 'print everything as JSON')
    .option(...tree)
    .action(async (capabilities: string[], options) => {
      code = await optionsCommand(capabilities, options, io);
    });

  program
    .command('generate')
    .description('writes a complete Terraform configuration')
    .argument('<provider>', 'such as aws')
    .option('--request <file>', 'the request as JSON, or - for standard input')
    .option('--name <name>', 'name of the project')
    .option('--project-id <id>', "the provider's own project, account or subscription")
    .option('--environment <name>', 'such as production')
    .option('--region <id>', 'a region of the provider')
    .option('--capability <name...>', 'such as storage, or messaging/sqs for one service')
    .option('--param <key=value...>', 'values of variables; JSON, or else text')
    .option('--tag <key=value...>', 'tags or labels of every resource')
    .option('--out <folder>', 'where to write; without it the result is printed as JSON')
    .option('--dry-run', 'show the difference to what is in the folder and write nothing')
    .option(...tree)
    .action(async (provider: string, options) => {
      code = await generateCommand(provider, options, io);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    io.err(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.problems;
  }
}
