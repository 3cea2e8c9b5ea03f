import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgePassword, makePassword } from './passwords.ts'

test('a made-up password can be read out, and is another one each time', () => {
  const made = Array.from({ length: 50 }, makePassword)
  for (const one of made) assert.match(one, /^([a-km-z2-9]{4}-){3}[a-km-z2-9]{4}$/)
  assert.equal(new Set(made).size, made.length)
  assert.equal(judgePassword(made[0] ?? ''), 'strong')
})

const cases: [password: string, strength: string][] = [
  ['', 'short'],
  ['aB3$xyz', 'short'],
  ['aaaaaaaaaaaaaaaa', 'weak'],
  ['12345678', 'weak'],
  ['password', 'weak'],
  ['mirakovac1', 'weak'],
  ['tuesday1', 'fair'],
  ['correct horse battery staple', 'strong'],
  ['v8!Kq2#Zr7Lp', 'strong'],
]
for (const [password, strength] of cases) {
  test(`"${password}" is ${strength}`, () => {
    assert.equal(judgePassword(password, ['mira@kovac.example', 'Mira Kovac']), strength)
  })
}
