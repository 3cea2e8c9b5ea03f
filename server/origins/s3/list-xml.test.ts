import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readListXml } from './list-xml.ts'

const object = (key: string, more = '') =>
  `<Contents><Key>${key}</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified><ETag>&quot;e1&quot;</ETag><Size>12</Size>${more}<StorageClass>STANDARD</StorageClass></Contents>`
const result = (content: string, head = '<?xml version="1.0" encoding="UTF-8"?>\n') =>
  `${head}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>${content}</ListBucketResult>`
const END = '<IsTruncated>false</IsTruncated>'

describe('a page of ListObjectsV2', () => {
  test('is read', () => {
    const more =
      '<IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b==</NextContinuationToken>'
    const owner = '<Owner><ID>1</ID><DisplayName>me</DisplayName></Owner>'
    const page = readListXml(result(`${more}${object('a/b.jpg')}\n  ${object('c', owner)}`))
    assert.deepEqual(page?.Contents[0], {
      Key: 'a/b.jpg',
      ETag: '"e1"',
      Size: 12,
      LastModified: new Date('2026-01-02T03:04:05.678Z'),
    })
    assert.deepEqual(
      [page?.Contents.length, page?.IsTruncated, page?.NextContinuationToken],
      [2, true, 'a&b=='],
    )
  })

  const keys: [written: string, key: string][] = [
    ['a &amp; b', 'a & b'],
    ['&lt;x&gt;&quot;&apos;', '<x>"\''],
    ['&#38;&#x26;&#x1F642;&#1;', '&&🙂\u0001'],
    ['&amp;lt;', '&lt;'],
    ['100%20+ä', '100%20+ä'],
    ['&nbsp;&#xFFFFFF;', '&nbsp;&#xFFFFFF;'],
    [' a ', ' a '],
    ['__proto__', '__proto__'],
  ]
  for (const [written, key] of keys) {
    test(`with the key ${JSON.stringify(key)}`, () => {
      assert.equal(readListXml(result(END + object(written)))?.Contents[0]?.Key, key)
    })
  }

  test('without objects', () => {
    assert.deepEqual(readListXml(result(END))?.Contents, [])
  })

  const others: [what: string, xml: string][] = [
    ['nothing', ''],
    ['a web page', '<html></html>'],
    ['an error', '<Error><Code>AccessDenied</Code></Error>'],
    ['CDATA', result(END + object('<![CDATA[a]]>'))],
    ['a comment', result(`${END}<!-- ${object('a')} -->`)],
    ['entities of its own', result(END + object('&x;'), '<!DOCTYPE a [<!ENTITY x "y">]>')],
    ['prefixes', result(END + object('a').replaceAll('Key>', 's3:Key>'))],
    ['attributes', result(END + object('a').replace('<Key>', '<Key x="1">'))],
    ['encoded names', result(`${END}<EncodingType>url</EncodingType>${object('a%20b')}`)],
    ['no size', result(END + object('a').replace('<Size>12', '<Size>'))],
    ['a size in words', result(END + object('a').replace('12', 'many'))],
    ['no date', result(END + object('a').replace('2026-01-02T03:04:05.678Z', ''))],
    ['what is cut off', result(END + object('a')).slice(0, -60)],
    ['no word of an end', result(object('a'))],
  ]
  for (const [what, xml] of others) {
    test(`${what} is left to a real reader`, () => assert.equal(readListXml(xml), null))
  }
})
