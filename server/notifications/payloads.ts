/** Notifications as the providers' documentation has them, and as Ceph 16 was seen to send them. */

export const s3Record = (key: string, eventName = 'ObjectCreated:Put') => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventTime: '2026-01-02T03:04:05.678Z',
  eventName,
  userIdentity: { principalId: 'A1B2C3' },
  requestParameters: { sourceIPAddress: '192.0.2.1' },
  responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'vitrine',
    bucket: {
      name: 'pictures',
      ownerIdentity: { principalId: 'A1' },
      arn: 'arn:aws:s3:::pictures',
    },
    object: {
      key,
      size: 1024,
      eTag: 'd41d8cd98f00b204e9800998ecf8427e',
      sequencer: '0055AED6DCD9',
    },
  },
})

export const cephRecord = (key: string) => ({
  ...s3Record(key),
  eventSource: 'ceph:s3',
  awsRegion: '',
  eventId: '1767323045.678.abc',
  opaqueData: 'me@example.com',
})

export const minioEvent = (key: string) => ({
  EventName: 's3:ObjectCreated:Put',
  Key: `pictures/${key}`,
  Records: [{ ...s3Record(key), eventSource: 'minio:s3' }],
})

export const eventBridgeEvent = (key: string, type = 'Object Created') => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': type,
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-01-02T03:04:05Z',
  region: 'ca-central-1',
  resources: ['arn:aws:s3:::pictures'],
  detail: {
    version: '0',
    bucket: { name: 'pictures' },
    object: {
      key,
      size: 5,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      sequencer: '617f08299329d189',
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    reason: 'PutObject',
  },
})

const AZURE_TOPIC =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/acme'

export const eventGridEvent = (key: string, eventType = 'Microsoft.Storage.BlobCreated') => ({
  topic: AZURE_TOPIC,
  subject: `/blobServices/default/containers/pictures/blobs/${key}`,
  eventType,
  eventTime: '2026-01-02T03:04:05.678Z',
  id: '831e1650-001e-001b-66ab-eeb76e069631',
  data: {
    api: 'PutBlob',
    eTag: '0x8D4BCC2E4835CD0',
    contentLength: 524_288,
    blobType: 'BlockBlob',
  },
  dataVersion: '',
  metadataVersion: '1',
})

export const cloudEvent = (key: string) => ({
  source: AZURE_TOPIC,
  subject: `/blobServices/default/containers/pictures/blobs/${key}`,
  type: 'Microsoft.Storage.BlobDeleted',
  time: '2026-01-02T03:04:05.678Z',
  id: '831e1650-001e-001b-66ab-eeb76e069631',
  data: { api: 'DeleteBlob', blobType: 'BlockBlob' },
  specversion: '1.0',
})

export const eventGridValidation = {
  id: '2d1781af-3a4c-4d7c-bd0c-e34b19da4e66',
  topic: AZURE_TOPIC,
  subject: '',
  data: {
    validationCode: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6',
    validationUrl: 'https://x.example',
  },
  eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
  eventTime: '2026-01-02T03:04:05.678Z',
  metadataVersion: '1',
  dataVersion: '1',
}

const gcsObject = (key: string) => ({
  kind: 'storage#object',
  id: `pictures/${key}/1767323045678`,
  name: key,
  bucket: 'pictures',
  generation: '1767323045678',
  contentType: 'image/jpeg',
  size: '1024',
})

export const pubSubPush = (key: string, { named = true } = {}) => ({
  message: {
    attributes: {
      notificationConfig: 'projects/_/buckets/pictures/notificationConfigs/1',
      eventType: 'OBJECT_FINALIZE',
      payloadFormat: 'JSON_API_V1',
      ...(named && { bucketId: 'pictures', objectId: key }),
    },
    data: Buffer.from(JSON.stringify(gcsObject(key))).toString('base64'),
    messageId: '2070443601311540',
    publishTime: '2026-01-02T03:04:05.678Z',
  },
  subscription: 'projects/acme/subscriptions/vitrine',
})

export const pubSubUnwrapped = gcsObject
