// Preload for our own children: the IPC channel is the leash. It closes when the supervisor ends, however it ends.
process.channel?.unref();
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
