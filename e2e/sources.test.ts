import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { after, before, describe } from 'node:test'
import type { Browser, Page, Route } from 'playwright-core'
import { startWebDouble, type WebDouble } from '../server/origins/http/double.ts'
import type { DoubleBucket } from '../server/origins/s3-double/bucket.ts'
import { type S3Double, startS3Double } from '../server/origins/s3-double/s3-double.ts'
import {
  keepScreenshot,
  NO_BROWSER,
  openBrowser,
  openVisitor,
  scrollsSideways,
  signIn,
  startSteps,
  type Visitor,
} from './browser.ts'
import { findViolations } from './find-violations.ts'
import { untilToast } from './library-page.ts'
import {
  checkOf,
  choose,
  deploymentOf,
  field,
  fillIn,
  indexFact,
  mainScrollsSideways,
  makeSource,
  noteOf,
  onePicture,
  resumeInList,
  save,
  test as testConnection,
  typeToConfirm,
  untilSourcePage,
  untilWrong,
} from './source-page.ts'
import { addBucketSource } from './upload-page.ts'
import { callApi, makeTemporaryFolder, startVitrine, until, type Vitrine } from './vitrine.ts'

/** A bucket on its way through the settings: added, changed, paused, set up for uploads, deleted. */
describe('sources in the browser', { skip: NO_BROWSER }, () => {
  let browser: Browser
  let vitrine: Vitrine
  let folder: string
  let double: S3Double
  let careless: S3Double
  let bucket: DoubleBucket
  let web: WebDouble
  let visitor: Visitor
  let page: Page
  let sid: string
  const step = startSteps(() => page)

  before(async () => {
    folder = await makeTemporaryFolder('sources')
    const picture = await onePicture()
    double = await startS3Double()
    bucket = double.addBucket('shop')
    for (const key of ['a.jpg', 'catalogue/b.jpg', 'catalogue/c.jpg']) {
      bucket.put(key, picture, 'image/jpeg')
    }
    careless = await startS3Double({ profile: 'ignores-inm' })
    careless.addBucket('loose')
    web = await startWebDouble()
    web.put('site/one.jpg', picture)
    vitrine = await startVitrine({
      // A folder of its own, so that no sample library is made.
      folders: [folder],
      environment: { ALLOW_PRIVATE_ORIGINS: '127.0.0.1' },
    })
    browser = await openBrowser()
    visitor = await openVisitor(browser, vitrine)
    page = visitor.page
  })
  after(async () => {
    await browser?.close()
    await vitrine?.remove()
    await Promise.all([double?.close(), careless?.close(), web?.close()])
    await rm(folder, { recursive: true, force: true })
  })

  step('what is missing is said at the fields, the first of them has the focus', async () => {
    await signIn(page, vitrine)
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'Add source' }).click()
    await choose(page, 'S3-compatible storage')
    await page.getByRole('button', { name: 'Add source' }).click()
    assert.equal(await untilWrong(page, 'Name'), 'Enter the name.')
    assert.equal(await noteOf(page, 'Endpoint'), 'Enter the endpoint.')
    await field(page, 'Name').fill('Shop')
    assert.equal(await noteOf(page, 'Name'), 'Shown to editors.')
    assert.equal(await field(page, 'Subdomain').inputValue(), 'shop')
    assert.match(await noteOf(page, 'Subdomain'), /http:\/\/localhost:\d+\/render\/shop\/$/)
  })

  step(
    'a wrong secret is told right by right, with the right one the bucket is added',
    async () => {
      const { accessKeyId, secretAccessKey } = double.credentials
      await fillIn(page, {
        Bucket: 'shop',
        'Region (optional)': double.region,
        Endpoint: double.endpoint,
        'Access key ID': accessKeyId,
        'Secret access key': 'wrong',
      })
      await testConnection(page)
      const refused = checkOf(page, 'List files', 'does not work')
      await refused.getByText('The secret key does not belong to the access key.').waitFor()
      await checkOf(page, 'Read files', 'could not be tried').waitFor()
      await page.getByRole('button', { name: 'Add it anyway' }).waitFor()
      await keepScreenshot(page, 'source-refused')
      await field(page, 'Secret access key').fill(secretAccessKey)
      await testConnection(page)
      await checkOf(page, 'List files', 'works').waitFor()
      await checkOf(page, 'Read files', 'works').waitFor()
      await page.getByRole('button', { name: 'Add source' }).click()
      sid = await untilSourcePage(page, 'Shop')
      await page.getByText('Up to date').waitFor()
      await indexFact(page, 'Seen at the origin').getByText('3', { exact: true }).waitFor()
      await page.getByRole('button', { name: /^Copy http.*\/render\/shop\/$/ }).waitFor()
      await page.getByRole('link', { name: 'Sources', exact: true }).first().click()
      const row = page.getByRole('row').filter({ hasText: 'Shop' })
      await row.getByText('Healthy').waitFor()
      await row.getByRole('link', { name: 'Shop' }).click()
      await untilSourcePage(page, 'Shop')
    },
  )

  step('name, prefix, parameters and cache are changed', async () => {
    await fillIn(page, {
      Name: 'Café',
      'Prefix (optional)': 'catalogue',
      'Default parameters': 'auto=format,compress&q=70',
      Days: '0.5',
    })
    await page.getByRole('radio', { name: 'Override the origin' }).check()
    await save(page)
    await untilToast(page, 'Saved. It is in effect at once.')
    const deployment = await deploymentOf(vitrine, sid)
    assert.equal(deployment.prefix, 'catalogue')
    assert.deepEqual(deployment.default_params, { auto: 'format,compress', q: '70' })
    assert.equal(deployment.cache_ttl_value, 43_200)
    assert.equal(deployment.cache_ttl_behavior, 'override_origin')
    await page.reload()
    await untilSourcePage(page, 'Café')
    assert.equal(await field(page, 'Days').inputValue(), '0.5')
    await indexFact(page, 'In the index').getByText('2', { exact: true }).waitFor()
  })

  step('what is refused is said at its field, and nothing typed is lost', async () => {
    visitor.expectError(/400 .*\/api\/v1\/sources\//)
    await fillIn(page, { Endpoint: careless.endpoint, Days: '7' })
    await save(page)
    assert.match(await untilWrong(page, 'Secret access key'), /has to be sent again/)
    assert.equal(await field(page, 'Endpoint').inputValue(), careless.endpoint)
    assert.equal(await field(page, 'Days').inputValue(), '7')
    await testConnection(page)
    assert.match(await untilWrong(page, 'Secret access key'), /has to be sent again/)
    await fillIn(page, { Endpoint: double.endpoint, Subdomains: 'no_name!' })
    await save(page)
    assert.notEqual(await untilWrong(page, 'Subdomains'), '')
    assert.equal((await deploymentOf(vitrine, sid)).endpoint_url, double.endpoint)
    assert.equal(careless.requests.length, 0, 'the stored secret was used nowhere else')
  })

  step('a server in trouble loses nothing that was typed', async () => {
    visitor.expectError(/500 .*\/api\/v1\/sources\//)
    // What is no change of the connection begins no listing either.
    await fillIn(page, { Subdomains: 'shop', Days: '0.5', Name: 'Shop & Café' })
    await page.route(`**/api/v1/sources/${sid}`, (route) =>
      route.request().method() === 'PATCH' ? route.fulfill({ status: 500 }) : route.continue(),
    )
    await save(page)
    await page.getByRole('alert').getByText('Nothing was changed.').waitFor()
    assert.equal(await field(page, 'Name').inputValue(), 'Shop & Café')
    await page.unroute(`**/api/v1/sources/${sid}`)
    await save(page)
    await untilToast(page, 'Saved. It is in effect at once.')
    await untilSourcePage(page, 'Shop & Café')
  })

  step('a listing on demand finds what is new, and says what can’t be read', async () => {
    bucket.put('catalogue/broken.jpg', Buffer.from('no picture'), 'image/jpeg')
    await page.getByRole('button', { name: 'List again' }).click()
    await indexFact(page, 'Could not be read').getByText('1', { exact: true }).waitFor()
    await page.getByText('What could not be read').click()
    await page.getByText('/broken.jpg').waitFor()
  })

  step('it is paused and resumed', async () => {
    const rendering = `${vitrine.url}/render/shop/b.jpg?w=20`
    assert.equal((await fetch(rendering)).status, 200)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused', { exact: true }).waitFor()
    await until('renderings are gone', async () => {
      return (await fetch(`${vitrine.url}/render/shop/b.jpg?w=21`)).status === 410
    })
    await resumeInList(page, 'Shop')
    await until('renderings are back', async () => (await fetch(rendering)).status === 200)
  })

  step('uploads are set up: credentials, then the CORS rule, which is set from here', async () => {
    await page.getByRole('link', { name: 'Open upload setup' }).click()
    await page.getByRole('heading', { level: 1, name: 'Set up uploads' }).waitFor()
    const { accessKeyId, secretAccessKey } = double.credentials
    await field(page, 'Access key ID').fill(accessKeyId)
    await page.getByRole('button', { name: 'Save credentials' }).click()
    assert.equal(await untilWrong(page, 'Secret access key'), 'Enter the secret access key.')
    await field(page, 'Secret access key').fill(secretAccessKey)
    await page.getByRole('button', { name: 'Save credentials' }).click()
    await untilToast(page, 'Upload credentials saved.')
    const cors = checkOf(page, 'Uploads from the browser', 'does not work')
    await cors.getByText('No CORS rule').waitFor()
    await checkOf(page, 'Never overwrite', 'works').waitFor()
    const [rule] = JSON.parse((await page.locator('pre').last().textContent()) ?? '').CORSRules
    assert.deepEqual(rule.AllowedOrigins, [vitrine.url])
    assert.ok(rule.AllowedHeaders.includes('If-None-Match'))
    await keepScreenshot(page, 'upload-setup-cors')
    await page.getByRole('button', { name: 'Set the rule for me' }).click()
    await page.getByText('The bucket has the rule now.').waitFor()
    assert.deepEqual(bucket.cors[0]?.allowedOrigins, [vitrine.url])
    await testConnection(page)
    await checkOf(page, 'Uploads from the browser', 'works').waitFor()
    await page.getByRole('link', { name: 'Start uploading' }).waitFor()
  })

  step('a storage that overwrites all the same is told of', async () => {
    const loose = await addBucketSource(vitrine, careless, 'loose')
    await page.goto(`/settings/sources/${loose}/upload`)
    await testConnection(page)
    const line = checkOf(page, 'Never overwrite', 'works, with a warning')
    await line.getByText('did it all the same').waitFor()
  })

  step('a web folder is added with the keyboard alone', async () => {
    await page.goto('/settings/sources/new')
    await page.getByRole('radio', { name: 'Amazon S3' }).waitFor()
    const tabTo = async (name: string) => {
      const target = page.locator(':focus')
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Tab')
        const said = await target.evaluate((element: HTMLInputElement) =>
          [...(element.labels ?? []), element].map((each) => each.textContent).join(' '),
        )
        if (said.includes(name)) return
      }
      throw new Error(`Tab does not lead to ${name}.`)
    }
    await tabTo('Amazon S3')
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp')
    await tabTo('Name')
    await page.keyboard.type('Old website')
    await tabTo('Base URL')
    await page.keyboard.type(`${web.address}/site/`)
    await tabTo('Test connection')
    await page.keyboard.press('Enter')
    await checkOf(page, 'Read files', 'works').waitFor()
    await tabTo('Add source')
    await page.keyboard.press('Enter')
    await untilSourcePage(page, 'Old website')
    const rendered = await fetch(`${vitrine.url}/render/old-website/one.jpg?w=20`)
    assert.equal(rendered.status, 200)
  })

  step('a web proxy shows how its addresses are signed', async () => {
    await page.goto('/settings/sources/new')
    await choose(page, 'Web proxy')
    await fillIn(page, { Name: 'صور الصحافة', Subdomain: 'press' })
    await page.getByRole('button', { name: 'Add source' }).click()
    await untilSourcePage(page, 'صور الصحافة')
    const [token = '', , example = ''] = await page.locator('form pre').allTextContents()
    const path = `/${encodeURIComponent(`${web.address}/site/one.jpg`)}?w=20`
    const sign = (text: string) =>
      createHash('md5')
        .update(token + text)
        .digest('hex')
    assert.ok(example.endsWith(sign('/https%3A%2F%2Fwww.example.com%2Fpicture.jpg?w=400')))
    const signed = `${vitrine.url}/render/press${path}&s=${sign(path)}`
    assert.equal((await fetch(signed)).status, 200)
    assert.equal((await fetch(`${vitrine.url}/render/press${path}`)).status, 403)
  })

  step('a token that ends soon is warned of', async () => {
    const end = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 19)
    const signature = encodeURIComponent(`${'a'.repeat(43)}=`)
    const deployment = {
      type: 'azure',
      imgix_subdomains: ['partners'],
      azure_account: 'partners',
      azure_bucket: 'files',
      azure_sas_string: `?sv=2024-11-04&ss=b&srt=co&sp=rl&se=${end}Z&sig=${signature}`,
      endpoint_url: web.address,
    }
    const id = await makeSource(vitrine, { name: 'Partners', deployment })
    await page.goto('/settings/sources')
    const banner = page.getByRole('status').filter({ hasText: 'the SAS token expires soon' })
    await banner.getByRole('link', { name: 'Replace token' }).click()
    await untilSourcePage(page, 'Partners')
    assert.match(await noteOf(page, 'SAS token'), /^The stored one ends on \d/)
    await callApi(vitrine, `/sources/${id}?confirm=Partners`, { method: 'DELETE' })
  })

  step('every screen is fit for everybody, in both themes and on a phone', async () => {
    await makeSource(vitrine, {
      name: `${'A long name '.repeat(11)}${'x'.repeat(60)}`,
      enabled: false,
      deployment: {
        type: 'webfolder',
        imgix_subdomains: ['l'.repeat(63)],
        webfolder_base_url: `${web.address}/${'folder/'.repeat(30)}`,
      },
    })
    const paths = ['', '/new', `/${sid}`, `/${sid}/upload`]
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [1440, 'dark'],
      [360, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      for (const path of paths) {
        await page.goto(`/settings/sources${path}`)
        await page.getByRole('heading', { level: 2 }).or(page.getByRole('table')).first().waitFor()
        const where = `${path} at ${width} px, ${colorScheme}`
        assert.deepEqual(await findViolations(page), [], where)
        assert.equal(await mainScrollsSideways(page), false, where)
        assert.equal(await scrollsSideways(page), false, where)
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  step('what fails in the background is shown with its reason, and tried again', async () => {
    const away = await startS3Double()
    away.addBucket('away')
    const lost = await addBucketSource(vitrine, away, 'away', { canUpload: false })
    await page.goto(`/settings/sources/${lost}`)
    await page.getByText('Up to date').waitFor()
    await away.close()
    await page.getByRole('button', { name: 'List again' }).click()
    await page.getByRole('link', { name: 'Jobs and health' }).click()
    const row = page.getByRole('listitem').filter({ hasText: /Bucket away.*Tried/s })
    await row.getByText(/refused the connection/).waitFor()
    await page.getByText('Arriving').waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      assert.deepEqual(await findViolations(page), [], colorScheme)
      await keepScreenshot(page, `jobs-${colorScheme}`)
    }
    const attempts = await row.getByText(/Tried \d+ of/).textContent()
    await row.getByRole('button', { name: /^(Try now|Retry)/ }).click()
    // Or it had just been tried by itself.
    visitor.expectError(/404 .*\/jobs\//)
    await page.getByText(/(job runs|may be running) again\.$/).waitFor()
    const triedAgain = row.filter({ hasNotText: attempts ?? '' })
    await triedAgain.getByText(/Tried \d+ of/).waitFor()
    // Nothing of a Source that is gone is tried any more.
    await callApi(vitrine, `/sources/${lost}?confirm=Bucket%20away`, { method: 'DELETE' })
    const unread = page.getByRole('listitem').filter({ hasText: 'Shop & Café' })
    await unread.getByRole('button', { name: /^Read all again/ }).click()
    await untilToast(page, '1 file is read again.')
  })

  step('while the server is slow or in trouble, the page says so', async () => {
    visitor.expectError(/(500|404) .*\/api\/v1\/sources/)
    const answer = Promise.withResolvers<void>()
    const handle = async (route: Route) => {
      await answer.promise
      await route.fulfill({ status: 500 })
    }
    await page.route('**/api/v1/sources?**', handle, { times: 1 })
    await page.goto('/settings/sources')
    await page.getByRole('status', { name: 'Loading' }).waitFor()
    answer.resolve()
    await page.getByRole('table').waitFor()
    await page.goto(`/settings/sources/${'0'.repeat(24)}`)
    await page.getByRole('heading', { name: 'There is no such source' }).waitFor()
    assert.deepEqual(await findViolations(page), [])
  })

  step('it is deleted after its name was typed, and its files stay', async () => {
    await page.goto(`/settings/sources/${sid}`)
    await page.getByRole('button', { name: 'Delete…' }).click()
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Delete source' })
    await typeToConfirm(dialog.getByRole('textbox'), confirm, ['Shop', 'Shop & Café'])
    await confirm.click()
    await page.getByRole('heading', { level: 1, name: 'Sources' }).waitFor()
    await page.getByRole('row').filter({ hasText: 'Old website' }).waitFor()
    assert.equal(await page.getByRole('row').filter({ hasText: 'Shop' }).count(), 0)
    assert.equal((await callApi(vitrine, `/sources/${sid}`)).status, 404)
    const kept = ['a.jpg', 'catalogue/b.jpg', 'catalogue/broken.jpg']
    assert.ok(kept.every((key) => bucket.find(key) !== null))
    await visitor.leave()
  })
})
