// Preloaded into a measured process: answers `cpu` over IPC with what it has used so far, in microseconds.
process.on('message', (message) => {
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
