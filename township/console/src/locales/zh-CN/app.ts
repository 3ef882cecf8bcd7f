// The shell: log-in, bar, navigation, states that every page has.

export const app = {
  name: '乡网格',
  practiceLong: '练习系统，人和事都是示意',
  login: '登录',
  loginName: '登录名',
  password: '密码',
  code: '动态码',
  codeHint: '手机验证器上的六位数',
  enter: '进入',
  entering: '正在进入',
  logout: '退出',
  mustChange: '第一次登录，先换一个密码',
  changePassword: '换密码',
  oldPassword: '原来的密码',
  newPassword: '新密码',
  newPasswordHint: '至少十个字符，自己记得住就好',
  again: '再写一遍新密码',
  notSame: '两遍不一样，再看看',
  change: '换',
  changed: '换好了',
  ended: '登录到时了，写的还在，登录接着写',
  live: '随时更新',
  notLive: '没连上，正在再试',
  cut: '网断了，写的还在，连上再交',
  nav: '栏目',
  widen: '展开栏目名',
  narrow: '收起栏目名',
  skip: '跳到正文',
  keys: '键表',
  close: '关上',
  cancel: '不办了',
  save: '定下',
  none: '无',
  count: '共 {n} 条',
  optional: '可不写',
  print: '打印',
  refresh: '再看一遍',
  day: '{m}月{d}日',
  dayOfYear: '{y}年{m}月{d}日',
  setup: '第一次设置',
  haveLogin: '已经有登录名',
  setupLead: '建立第一个管理员。设置码在安装时显示过一次。',
  setupCode: '设置码',
  setupDone: '建好了，现在登录',
}

/** What a problem is called where the hub's own words do not fit the place. */
export const problem: Record<string, string> = {
  cut: '网断了，写的还在，连上再交',
  stale: '{about}改过，看新的，你写的还在',
  not_logged_in: '登录到时了，写的还在，登录接着写',
  wrong_password: '登录名或密码对不上，再看看',
  locked: '试得太多，先歇一会儿再试',
  not_permitted: '这项归别的岗位看，可打电话问',
  two_keys: '超过 50 人，要第二人同意',
  other: '没办成，写的还在，稍后再试',
}

export const state = {
  loading: '正在取',
  empty: '没有要办的',
  notPermitted: '这一栏归别的岗位看',
  notPermittedMore: '你现在的岗位是{roles}。要看这一栏，找乡镇管理员。',
  notFound: '没有这一页',
  home: '回到第一页',
  failed: '没取到',
  again: '再取一次',
}

export const map = {
  zoomIn: '放大',
  zoomOut: '缩小',
  note: '示意图，不作权属和界线依据',
  north: '上北',
  without: '这台电脑显示不了地图，左边的名单是全的',
}

export const print = {
  by: '{name} {time} 打印',
}
