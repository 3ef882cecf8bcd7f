// 台账和导出.

export const ledgers = {
  title: '台账',
  heading: '台账和导出',
  lead: '每一种名单都能导出、打印。每次导出都记下来，超过 50 人要第二个人同意。',
  kinds: { incidents: '来件台账' } as Record<string, string>,
  csv: '导出 CSV',
  xlsx: '导出 XLSX',
  geojson: '导出 GeoJSON',
  print: '打印 A4',
  sheetTitle: '来件台账',
  columns: { number: '编号', reported: '报来', category: '类别', where: '哪里', words: '什么事', state: '到哪一步', unit: '归谁办' },
  waiting: '等第二个人同意',
  log: '导出过的',
}
