import {
  credentials,
  experimental,
  ServerCredentials,
  type ChannelCredentials,
  type ServerCredentials as Credentials,
} from '@grpc/grpc-js';

/** Files with which a process proves itself and proves others, in PEM. */
export interface TlsFiles {
  /** Authorities whose certificates are believed. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** How calls between services are protected. */
export interface Transport {
  readonly secure: boolean;
  /** For a channel to a service. */
  readonly channel: ChannelCredentials;
  /** For the port on which a service listens. */
  server(): Credentials;
}

/** How often files are looked at: a certificate that was renewed is used within moments, without a restart. */
const refreshIntervalMs = 10_000;

/** Calls that anybody on the network can read. */
export const plaintext: Transport = {
  secure: false,
  channel: credentials.createInsecure(),
  server: () => ServerCredentials.createInsecure(),
};

/**
 * Mutual TLS: both sides prove themselves by a certificate of the same authorities. The files are read again when they
 * change, and hold from the next connection on.
 */
export function mutualTls({ ca, cert, key }: TlsFiles, everyMs = refreshIntervalMs): Transport {
  const files = new experimental.FileWatcherCertificateProvider({
    caCertificateFile: ca,
    certificateFile: cert,
    privateKeyFile: key,
    refreshIntervalMs: everyMs,
  });
  return {
    secure: true,
    channel: experimental.createCertificateProviderChannelCredentials(files, files),
    server: () => experimental.createCertificateProviderServerCredentials(files, files, true),
  };
}

/** Protected where files are configured. */
export const transportOf = (files: TlsFiles | undefined): Transport => (files ? mutualTls(files) : plaintext);
