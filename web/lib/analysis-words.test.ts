import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnalysisStatus } from '../../contract/analysis.ts'
import type { AssetAttributes } from '../../contract/resources.ts'
import { describeAbsence, levelWord } from './analysis-words.ts'

const ON = { isOn: true, isAnalysed: false }
const ERROR = 'The endpoint did not answer.'

const absences: [
  status: AnalysisStatus,
  error: string | null,
  how: Parameters<typeof describeAbsence>[1],
  text: string,
][] = [
  ['done', null, { isOn: true, isAnalysed: true }, 'None found'],
  ['failed', ERROR, { isOn: true, isAnalysed: true }, 'None found'],
  ['waiting', null, ON, 'Not analysed yet'],
  ['none', null, ON, 'Not analysed yet'],
  ['done', null, ON, 'Not analysed: no service in use can tell'],
  ['none', null, { isOn: false, isAnalysed: false }, 'Analysis is off'],
  ['failed', ERROR, { isOn: false, isAnalysed: false }, 'Analysis is off'],
  ['failed', ERROR, ON, `Could not be analysed: ${ERROR}`],
  ['partial', ERROR, ON, `Could not be analysed: ${ERROR}`],
  ['failed', null, ON, 'Could not be analysed: the reason is not known.'],
]
for (const [status, error, how, text] of absences) {
  test(`${status}, ${JSON.stringify(how)}, ${error ?? 'no error'}: ${text}`, () => {
    const asset = {
      analysis_status: status,
      analysis_error: error,
      media_kind: 'IMAGE' as const,
      status: 'indexed' as const,
      blurhash: 'LKO2?U%2Tw=w',
    }
    const absence = describeAbsence(asset, how)
    assert.equal(absence.text, text)
    assert.equal(absence.canRetry, text.startsWith('Could not'))
  })
}

test('what nobody can look at is not waited for', () => {
  const told = (asset: Pick<AssetAttributes, 'media_kind' | 'status'>) =>
    describeAbsence({ analysis_status: 'none', analysis_error: null, blurhash: null, ...asset }, ON)
      .text
  assert.deepEqual(
    [
      told({ media_kind: 'VIDEO', status: 'indexed' }),
      told({ media_kind: 'OTHER', status: 'error' }),
      told({ media_kind: 'ANIMATION', status: 'indexed' }),
      told({ media_kind: 'OTHER', status: 'pending' }),
    ],
    [
      'Not analysed: only pictures are',
      'Not analysed: the file could not be read',
      'Not analysed: no picture can be made of it',
      'Not analysed yet',
    ],
  )
})

test('what nobody has looked at is not doubtful', () => {
  assert.deepEqual([null, 1, 5].map(levelWord), ['Not analysed', 'Doubtful', 'Probable'])
})
