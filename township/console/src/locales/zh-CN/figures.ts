// 数字: work, never people or villages in an order.

export const figures = {
  title: '数字',
  heading: '手头的活',
  lead: '只数活，不排人、村、乡的先后。少于 5 的写「少于 5」。',
  few: '少于 5',
  due: '往后十个工作日，每天到期几件',
  age: '在办的，放了多久',
  weeks: '每周来了几件',
  closed: '每周办结几件',
  returned: '在办的，有过退回或返工的',
  late: '过了期限的，等的是什么',
  phones: '手机多久没联网，看看谁要帮忙',
  empty: '还没有可数的',
}
