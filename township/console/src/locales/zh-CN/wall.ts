// 大屏: read at four metres.

export const wall = {
  title: '大屏',
  heading: '值班大屏',
  urgent: '特急',
  noUrgent: '没有特急',
  today: '今天到期',
  late: '过了期限',
  open: '在办',
  duty: '值班',
  warnings: '要留神',
  more: '还有 {n} 条',
  noDuty: '没排值班',
  dataAt: '数据到 {time}',
  old: '数据停在 {time}，正在再连',
  map: '特急位置图',
}
