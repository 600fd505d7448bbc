/**
 * How a channel finds the replicas of a service again. Unless told, gRPC takes one that was away for dead up to two
 * minutes after it came back, and asks for the addresses behind a name once in thirty seconds: whoever has just started
 * while the others are renewed would wait so long for replicas that are gone.
 */
export const reconnecting: Readonly<Record<string, number>> = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
};
