// Preloaded into a measured process: answers `cpu` over IPC with what it has used so far, in microseconds, and `memory`
// with its resident set, in bytes; ends at `end`, so that a profile is written.
process.on('message', (message) => {
  if (message === 'end') process.exit(0);
  if (message === 'memory')
    process.send?.({ now: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 });
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
process.on('disconnect', () => process.exit(0));
