// node leash.cjs PROGRAM ARGS…: runs a foreign program and ends it when our standard input closes,
// which the kernel does for us even if whoever started us was killed.
const { spawn } = require('node:child_process');

const PATIENCE_MS = 20_000;
const program = spawn(process.argv[2], process.argv.slice(3), { stdio: ['ignore', 'inherit', 'inherit'] });

function end() {
  program.kill('SIGTERM');
  setTimeout(() => program.kill('SIGKILL'), PATIENCE_MS).unref();
}

program.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 127;
  process.stdin.destroy();
});
program.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', end);
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('end', end).resume();
