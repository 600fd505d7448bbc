import { mongo } from 'mongoose';

/** Where the files of evidence lie; also the token under which it is injected. */
export abstract class Files {
  /** Keeps a file, no faster than it can be written. Throws what the pieces throw; then it may be there in part. */
  abstract write(id: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** The file, piece by piece. Throws where it is not there. */
  abstract read(id: string): AsyncIterable<Uint8Array>;
  /** Erases a file, whole or in part; what is not there is erased already. */
  abstract erase(id: string): Promise<void>;
}

const bucketName = 'evidence_files';
const majority = { writeConcern: { w: 'majority', j: true } } as const;

/** Files in the service's own database. */
export class GridFiles extends Files {
  private readonly bucket: mongo.GridFSBucket;

  constructor(private readonly db: mongo.Db) {
    super();
    this.bucket = new mongo.GridFSBucket(db, { bucketName, ...majority });
  }

  async write(id: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const file = this.bucket.openUploadStreamWithId(asKey(id), id);
    file.on('error', () => undefined); // each write tells its own
    // One after the other: where the pieces break off no write is under way that would outlive the erasing.
    for await (const piece of pieces) await settled((done) => file.write(piece, done));
    await settled((done) => file.end(done));
  }

  read(id: string): AsyncIterable<Uint8Array> {
    return this.bucket.openDownloadStream(asKey(id)) as AsyncIterable<Uint8Array>;
  }

  /** GridFS itself erases only files that are whole. */
  async erase(id: string): Promise<void> {
    await this.db.collection(`${bucketName}.files`).deleteOne({ _id: asKey(id) }, majority);
    await this.db.collection(`${bucketName}.chunks`).deleteMany({ files_id: asKey(id) }, majority);
  }
}

/** A step of a stream that calls back. */
const settled = (step: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    step((error) => (error ? reject(error) : resolve()));
  });

/** GridFS takes any key; its types know ObjectIds only. */
const asKey = (id: string): mongo.ObjectId => id as unknown as mongo.ObjectId;
