import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startS3Double } from '../server/origins/s3-double/s3-double.ts'

/**
 * One of the programs that bench/upload.ts needs, in a process of its own: `bucket`, an S3 that keeps nothing of
 * large bodies; or a bare Node server that pipes what it gets into a file (`file FOLDER`, and `flushed FOLDER`,
 * which waits for the disk as Vitrine does) or into that bucket (`sdk BUCKET-AS-JSON`).
 */
async function main([kind = '', place = '']: string[]): Promise<void> {
  if (kind === 'bucket') return await startBucket()
  const take = kind === 'sdk' ? intoBucket(JSON.parse(place)) : intoFile(place, kind === 'flushed')
  const server = createServer((request, response) => {
    take(request).then(
      () => response.writeHead(201).end(),
      (error) => response.destroy(error),
    )
  })
  server.requestTimeout = 0
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo // it listens on a port
    process.send?.(`http://127.0.0.1:${port}/`)
  })
}

export interface BucketPlace {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}

async function startBucket(): Promise<void> {
  const { endpoint, region, credentials, ...double } = await startS3Double({ discardsBodies: true })
  double.addBucket('bench')
  const place: BucketPlace = { endpoint, region, credentials }
  process.send?.(place)
}

function intoFile(folder: string, flush: boolean) {
  return async (request: IncomingMessage) => {
    const file = join(folder, 'bare.bin')
    await pipeline(request, createWriteStream(file, { flush }))
    await rm(file)
  }
}

function intoBucket(place: BucketPlace) {
  const client = new S3Client({
    ...place,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return async (request: IncomingMessage) => {
    const ContentLength = Number(request.headers['content-length'])
    const file = { Bucket: 'bench', Key: 'bare.bin', Body: request, ContentLength }
    await client.send(new PutObjectCommand(file))
  }
}

process.on('disconnect', () => process.exit())
await main(process.argv.slice(2))
