import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressesToMask, shownAddress, showTest, withoutMailboxes } from '../src/seed-privacy.ts'
import { inboxTest, seed } from './builders.ts'

describe('one address', () => {
  test.each([
    ['someone@gmail.com', 's•••@gmail.com'],
    ['Ünal@posta.example', 'Ü•••@posta.example'],
    ['a@b@gmail.com', 'a•••@gmail.com'],
    ['@gmail.com', '•••'],
    ['not an address', '•••'],
  ])('%s shows masked as %s', (address, shown) => {
    expect(shownAddress(address, 'masked')).toBe(shown)
  })

  test('is nothing when hidden, and itself when asked for in full', () => {
    expect(shownAddress('someone@gmail.com', 'hidden')).toBeNull()
    expect(shownAddress('someone@gmail.com', 'full')).toBe('someone@gmail.com')
  })
})

describe('addresses inside other text', () => {
  test.each([
    ['550 <someone@gmail.com> unknown', '550 <s•••@gmail.com> unknown'],
    ['someone%40gmail.com', 's•••@gmail.com'],
    ['to:someone@gmail.com,other@gmail.com', 'to:s•••@gmail.com,o•••@gmail.com'],
    ['250 OK', '250 OK'],
  ])('%s', (text, shown) => {
    expect(withoutMailboxes(text, 'masked')).toBe(shown)
  })

  test('are gone when hidden', () => {
    expect(withoutMailboxes('550 <someone@gmail.com> unknown', 'hidden')).toBe(
      '550 <(address hidden)> unknown',
    )
  })

  test('wherever the API quotes a seed of the test, nothing shows it in full', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9.+_-]{2,20}$/u)
    fc.assert(
      fc.property(
        name,
        fc.constantFrom('masked' as const, 'hidden' as const),
        fc.string(),
        (local, mode, around) => {
          const address = `${local}@gmail.example`
          const quoted = `${around} ${address} ${around}`
          const test = inboxTest({
            testName: quoted,
            status: quoted,
            submittedDate: quoted,
            seeds: [
              seed({
                address,
                provider: quoted,
                placementText: quoted,
                spf: quoted,
                senderIp: quoted,
                submissionResult: `<${address}>`,
              }),
            ],
          })
          expect(JSON.stringify(showTest(test, mode))).not.toContain(address)
          expect(JSON.stringify(showTest(test, 'full'))).toContain(address)
        },
      ),
    )
  })

  test('hostile text does not make it slow', () => {
    const started = performance.now()
    withoutMailboxes(`${'a.'.repeat(50_000)}@`, 'masked')
    withoutMailboxes('a@'.repeat(50_000), 'masked')
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('addresses for the runner to mask', () => {
  const test2 = (...addresses: string[]) =>
    inboxTest({ seeds: addresses.map((address) => seed({ address })) })

  test('each once, however often the test is read', () => {
    const fresh = addressesToMask('masked')
    expect(fresh(test2('a1@x.example', 'b1@x.example'))).toEqual(['a1@x.example', 'b1@x.example'])
    expect(fresh(test2('a1@x.example', 'c1@x.example'))).toEqual(['c1@x.example'])
  })

  test('only what is a mailbox beyond doubt: the API cannot have common words blotted out of the log', () => {
    expect(
      addressesToMask('hidden')(test2('e', 'error', 'a@b', '@x.example', 'two words@x.example', '::x@y.z\n')),
    ).toEqual([])
  })

  test('none when shown in full, none for thousands', () => {
    expect(addressesToMask('full')(test2('a1@x.example'))).toEqual([])
    const many = Array.from({ length: 1001 }, (_, index) => `s${index}@x.example`)
    expect(addressesToMask('masked')(test2(...many))).toEqual([])
  })
})
