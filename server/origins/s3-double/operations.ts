import { escapeXml, notImplemented, sendXml } from './answer.ts'
import { readCorsXml, writeCorsXml } from './cors.ts'
import { type Exchange, receiveXml } from './exchange.ts'
import { listObjects } from './list.ts'
import {
  abortParts,
  beginParts,
  completeParts,
  listParts,
  listUploads,
  putPart,
} from './multipart.ts'
import { deleteObject, getObject, headersOf, putObject } from './object.ts'

type Operation = (exchange: Exchange) => void | Promise<void>

/** Method and, where there is one, the word in the query that makes it something else. */
const OBJECT_OPERATIONS: Record<string, Operation> = {
  GET: getObject,
  HEAD: getObject,
  PUT: putObject,
  DELETE: deleteObject,
  'POST uploads': (exchange) => beginParts(exchange, headersOf(exchange)),
  'PUT uploadId': putPart,
  'GET uploadId': listParts,
  'POST uploadId': completeParts,
  'DELETE uploadId': abortParts,
  // Ceph and Swift don't know GetObjectAttributes and answer with the object.
  'GET attributes': getObject,
}

const BUCKET_OPERATIONS: Record<string, Operation> = {
  HEAD: ({ response }) => void response.writeHead(200).end(),
  GET: ({ seen, bucket, traits, response }) =>
    sendXml(response, listObjects(seen.bucket, bucket, seen.query, traits)),
  'GET uploads': listUploads,
  'GET location': ({ region, response }) => {
    // The oldest region has no name here.
    const place = region === 'us-east-1' ? '' : escapeXml(region)
    const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/'
    sendXml(response, `<LocationConstraint xmlns="${xmlns}">${place}</LocationConstraint>`)
  },
  'GET cors': ({ bucket, traits, response }) => {
    if (traits.corsBy === 'server') throw notImplemented()
    sendXml(response, writeCorsXml(bucket.cors, traits))
  },
  'PUT cors': async (exchange) => {
    if (exchange.traits.corsBy === 'server') throw notImplemented()
    exchange.bucket.cors = readCorsXml(await receiveXml(exchange), exchange.traits)
    exchange.response.writeHead(200).end()
  },
  'DELETE cors': ({ bucket, traits, response }) => {
    // At Google, an empty document does it.
    if (traits.corsBy === 'server' || traits.speaksGoogle) throw notImplemented()
    bucket.cors = []
    response.writeHead(204).end()
  },
}

/** Whoever asks for one of these must not be answered with, or write, the object itself. */
const SUBRESOURCES =
  'uploads uploadId attributes cors location acl tagging policy versioning versions lifecycle notification delete retention legal-hold restore select torrent encryption logging website'.split(
    ' ',
  )

export async function operate(exchange: Exchange): Promise<void> {
  const { method, key, query } = exchange.seen
  const subresource = SUBRESOURCES.find((name) => query.has(name))
  const operations = key === '' ? BUCKET_OPERATIONS : OBJECT_OPERATIONS
  const operation = operations[subresource === undefined ? method : `${method} ${subresource}`]
  if (!operation) throw notImplemented()
  await operation(exchange)
}
