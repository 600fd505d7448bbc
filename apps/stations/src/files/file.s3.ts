import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { S3Config } from '../evidence/evidence.config.js';
import { Files } from './file.grid.js';

/** The least that S3 takes as a part; one at a time is held in memory. */
const partSize = 5 * 1024 * 1024;

/** Files in an S3-compatible store. Parts of uploads that were killed are its lifecycle rule's to erase. */
class S3Files extends Files {
  constructor(
    private readonly client: S3Client,
    private readonly at: (id: string) => { readonly Bucket: string; readonly Key: string },
  ) {
    super();
  }

  async write(id: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const Body = Readable.from(pieces, { objectMode: false });
    await new Upload({ client: this.client, params: { ...this.at(id), Body }, partSize, queueSize: 1 }).done();
  }

  async *read(id: string): AsyncGenerator<Uint8Array> {
    const { Body } = await this.client.send(new GetObjectCommand(this.at(id)));
    if (!(Body instanceof Readable)) throw new Error('the store gave no stream');
    yield* Body as AsyncIterable<Uint8Array>;
  }

  async erase(id: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(id)));
  }
}

/** @param config where, and with which keys. */
export function openS3Files({ bucket, prefix, endpoint, region, pathStyle, ...credentials }: S3Config): Files {
  const client = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: pathStyle,
    // Many stores that speak S3 do not know its newer checksums; ours stands in the record.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return new S3Files(client, (id) => ({ Bucket: bucket, Key: prefix + id }));
}
