import { checkPageOrigin } from '../page-origin.ts'
import { explainS3, type S3Place } from '../s3/failure.ts'
import type { CorsRules } from '../upload-target.ts'
import { type GoogBucket, sendGoog } from './request.ts'

/** What a browser sends along with a presigned PUT. Google calls it the headers of the response. */
const HEADERS = ['content-type', 'x-goog-if-generation-match']

/**
 * The rules of the bucket as the XML API has them. Those that are there are handed back as they came.
 *
 * Google, Cloud Storage, XML API: Set Bucket CORS.
 */
export function gcsCors(bucket: GoogBucket, place: S3Place): CorsRules {
  return {
    async allow(pageOrigin, signal) {
      checkPageOrigin(pageOrigin)
      const query = { cors: '' }
      try {
        const rules = readRules(await sendGoog(bucket, { method: 'GET', query, signal }))
        if (fits(rules, pageOrigin)) return
        const content = `<?xml version="1.0" encoding="UTF-8"?><CorsConfig>${ruleFor(pageOrigin)}${rules.join('')}</CorsConfig>`
        const body = { content, sizeBytes: Buffer.byteLength(content) }
        await sendGoog(bucket, { method: 'PUT', query, body, signal })
      } catch (error) {
        signal?.throwIfAborted()
        const needs = 'Changing its CORS rules needs the right storage.buckets.update.'
        throw explainS3(error, { ...place, needs })
      }
    },
  }
}

function ruleFor(pageOrigin: string): string {
  const headers = HEADERS.map((name) => `<ResponseHeader>${name}</ResponseHeader>`).join('')
  return `<Cors><Origins><Origin>${pageOrigin}</Origin></Origins><Methods><Method>PUT</Method></Methods><ResponseHeaders>${headers}</ResponseHeaders><MaxAgeSec>3600</MaxAgeSec></Cors>`
}

/** None of this looks at the same character twice: who answers may want to keep us busy. */
function readRules(document: string): string[] {
  const upToEnds = document.split(END).slice(0, -1)
  return upToEnds.flatMap((text) => {
    const begin = text.indexOf('<Cors>')
    return begin === -1 ? [] : [text.slice(begin) + END]
  })
}

const END = '</Cors>'

/** Google takes the first rule that has origin and method, and looks at its headers only then. */
function fits(rules: string[], pageOrigin: string): boolean {
  const rule = rules.find((one) => has(one, 'Origin', pageOrigin) && has(one, 'Method', 'PUT'))
  return rule !== undefined && HEADERS.every((name) => has(rule, 'ResponseHeader', name))
}

function has(rule: string, element: string, text: string): boolean {
  const found = rule.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))
  const values = [...found].map(([, value = '']) => value.trim().toLowerCase())
  return values.includes('*') || values.includes(text.toLowerCase())
}
